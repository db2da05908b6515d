import {
  defaultOf,
  expectation,
  type Parameter,
  type ParameterValue,
  type Profile,
  snakeCase,
} from '../../engine/config.ts'
import type { Policy } from '../../engine/policy.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { vocabulary } from '../../simulation/index.ts'
import { code, interval, page, table } from './markdown.ts'

const shown = (value: ParameterValue): string => (value === null ? 'none' : code(String(value)))

const allowed = (parameter: Parameter): string =>
  parameter.kind === 'number' ? numberRange(parameter) : expectation(parameter)

function numberRange(parameter: Extract<Parameter, { kind: 'number' }>): string {
  const range = interval(parameter.range, parameter.aboveLow ?? false)
  return `${range}${parameter.integer ? ', whole' : ''}${parameter.default === null ? ', or null' : ''}`
}

/** Every parameter of the core and the shipped mechanisms, section by section. */
export function parametersPage(): string {
  const sections = new Map<string, [string, Parameter][]>()
  for (const [path, parameter] of vocabulary(mechanisms).parameters) {
    const dot = path.lastIndexOf('.')
    const section = dot < 0 ? 'top level' : path.slice(0, dot)
    sections.set(section, [...(sections.get(section) ?? []), [path, parameter]])
  }
  return page(
    'Parameters',
    [
      'A path names a parameter in scenario files (`governance:` with `audit_probability:` under it), on the command line',
      '(`--set governance.audit_probability=0.2`) and in code (`simulation.set`). *Live* ones may move while a run goes on,',
      'by an intervention or by `set`; the others shape the world. Values outside the advised range load with a warning.',
    ].join('\n'),
    ...[...sections].map(([name, parameters]) => section(name, parameters)),
  )
}

function section(name: string, parameters: readonly (readonly [string, Parameter])[]): string {
  const rows = parameters.map(([path, parameter]) => [
    code(path),
    parameter.kind === 'number' ? parameter.unit : parameter.kind,
    allowed(parameter),
    parameter.kind === 'number' && parameter.advised ? interval(parameter.advised) : '',
    ...defaults(parameter),
    parameter.live === false ? 'no' : 'yes',
    parameter.doc,
  ])
  const headings = ['path', 'unit', 'takes', 'advised', 'whitepaper', 'reference', 'live', 'what it is']
  return [`## ${name === 'top level' ? 'Top level' : code(name)}`, table(headings, rows)].join('\n\n')
}

const defaults = (parameter: Parameter): string[] =>
  (['whitepaper', 'reference'] as const satisfies readonly Profile[]).map((profile) =>
    shown(defaultOf(parameter, profile)),
  )

const TYPES = ['honest', 'opportunistic', 'deceptive', 'adversarial']

/** The policies of the core and the shipped mechanisms with their per-agent parameters. */
export function policiesPage(): string {
  return page(
    'Policies',
    [
      'A group of agents names its policy by the key, and may set per-agent parameters under `config`: a number for all, or a',
      'distribution from which each agent draws its own (`{ dist: uniform, low, high }`, `{ dist: normal, mean, sd, low, high }`,',
      '`{ dist: beta, a, b, low, high }`). Results name policies as in code.',
    ].join('\n'),
    ...[...vocabulary(mechanisms).policies.values()].map(policySection),
  )
}

function policySection(policy: Policy): string {
  const names = (components: readonly { readonly name: string }[]) =>
    components.map(({ name }) => name).join(', ') || 'nothing'
  const rows = Object.entries(policy.parameters.parameters).map(([name, parameter]) => [
    code(snakeCase(name)),
    parameter.kind === 'number' ? parameter.unit : parameter.kind,
    allowed(parameter),
    ...defaults(parameter),
    parameter.doc,
  ])
  return [
    `## ${policy.name}`,
    `${policy.doc} Key ${code(policy.key)}, model type ${TYPES[policy.type] ?? 'its own'}; it keeps ${
      policy.remembers ? '' : 'no '
    }acquaintances.`,
    rows.length === 0
      ? 'It has no parameters of its own.'
      : table(['config', 'unit', 'takes', 'whitepaper', 'reference', 'what it is'], rows),
    `It reads of its own agent: ${names(policy.own)}. Of others, their public columns: ${names(policy.others)}. It writes: ${names(policy.writes)}.`,
  ].join('\n\n')
}
