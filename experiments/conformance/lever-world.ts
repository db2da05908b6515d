import * as components from '../../components/index.ts'
import { coreParameters } from '../../components/parameters/index.ts'
import { Batch, chunksOf } from '../../engine/block.ts'
import { Clock } from '../../engine/clock.ts'
import type { Component } from '../../engine/columns.ts'
import {
  checkValue,
  defaultOf,
  defineParameters,
  type ParameterValue,
  parameterAt,
  parametersByPath,
} from '../../engine/config.ts'
import { Journal, JournalHead } from '../../engine/journal.ts'
import { definePolicy, type PolicyRules } from '../../engine/policy.ts'
import type { EntitySource, Stream } from '../../engine/random.ts'
import type { Kernel, System } from '../../engine/schedule.ts'
import { ScriptedSource } from '../../engine/scripted-source.ts'
import { type Registry, SystemAccess, World, type WorldPlan } from '../../engine/world.ts'

const isComponent = (value: unknown): value is Component =>
  typeof value === 'object' && value !== null && 'fields' in value && 'table' in value

/** Every component of the core. */
const ALL: readonly Component[] = [
  Clock,
  Batch,
  Journal,
  JournalHead,
  ...Object.values<unknown>(components).filter(isComponent),
]

export interface LeverWorldOptions {
  readonly agents: number
  /** Interaction rows, all in use; 1 when left out. */
  readonly interactions?: number
  /** Rows of further tables; tables that are not named have none. */
  readonly rows?: Readonly<Record<string, number>>
  /** Parameters by path, where they differ from profile reference. */
  readonly values?: Readonly<Record<string, ParameterValue>>
}

/** A world of the core's columns in profile reference, without policies, whose random draws a case can script. */
export class LeverWorld extends World {
  readonly #scripts = new Map<number, ScriptedSource>()
  readonly #registry: Registry

  constructor(options: LeverWorldOptions, rules: Partial<PolicyRules> = {}) {
    super(planOf(options))
    this.clock.agentCount[0] = options.agents
    this.get(Batch).count[0] = options.interactions ?? 1
    const policy = idlePolicy(rules)
    this.#registry = {
      policies: [policy],
      rules: [policy.bind(undefined as never)],
      signals: [],
      handlers: [],
    }
  }

  get registry(): Registry {
    return this.#registry
  }

  /** What a stream's next draws are; systems bound before and after see them. */
  script(stream: Stream, draws: readonly number[]): void {
    this.#sourceOf(stream).script(draws)
  }

  /** Draws that a stream has given so far. */
  drawn(stream: Stream): number {
    return this.#sourceOf(stream).taken
  }

  override source(stream: Stream): EntitySource {
    return this.#sourceOf(stream)
  }

  bind(system: System): Kernel {
    return system.bind(this.access(system))
  }

  access(system: System): SystemAccess {
    return new SystemAccess(this, system, this.#registry)
  }

  #sourceOf(stream: Stream): ScriptedSource {
    const known = this.#scripts.get(stream.id)
    if (known) return known
    const source = new ScriptedSource()
    this.#scripts.set(stream.id, source)
    return source
  }
}

/** A policy that does nothing but what its given rules say. */
function idlePolicy(rules: Partial<PolicyRules>) {
  return definePolicy({
    name: 'scripted',
    key: 'scripted',
    doc: 'Does what a case says.',
    type: components.AgentType.other,
    parameters: defineParameters('policies.scripted', {}),
    remembers: false,
    own: [],
    others: [],
    writes: [],
    bind: () => ({ act: () => {}, consents: () => false, ...rules }),
  })
}

function planOf({ agents, interactions = 1, rows = {}, values = {} }: LeverWorldOptions): WorldPlan {
  const parameters = parametersByPath(coreParameters)
  const chosen = new Map<string, ParameterValue>()
  for (const [path, parameter] of parameters) chosen.set(path, defaultOf(parameter, 'reference'))
  for (const [path, value] of Object.entries(values)) {
    checkValue(path, parameterAt(parameters, path), value)
    chosen.set(path, value)
  }
  const tables = new Map(ALL.map(({ table }) => [table, 0]))
  const sized = {
    agent: agents,
    interaction: interactions,
    chunk: chunksOf(Math.max(agents, interactions)),
    world: 1,
    ...rows,
  }
  for (const [table, count] of Object.entries(sized)) tables.set(table, count)
  return { seed: '0', rounds: 12, components: ALL, tables, parameters, values: chosen }
}
