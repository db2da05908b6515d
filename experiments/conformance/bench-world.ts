import { Kind } from '../../components/agent.ts'
import { Verdict } from '../../components/interaction.ts'
import { Acquaintance, Dealing, DealingPlace, MemoryTotals } from '../../components/memory.ts'
import { coreParameters } from '../../components/parameters/index.ts'
import { Batch } from '../../engine/block.ts'
import { Clock } from '../../engine/clock.ts'
import type { Component } from '../../engine/columns.ts'
import { defaultOf, type ParameterValue, type Profile, parametersByPath } from '../../engine/config.ts'
import { type Policy, PolicyAccess, type PolicyRules } from '../../engine/policy.ts'
import { World } from '../../engine/world.ts'

/** A world of a few rows in which one agent, row 0, follows one policy, so that a rule can be tried on its own. */
export interface Bench {
  readonly world: World
  readonly rules: PolicyRules
}

export interface BenchOptions {
  readonly policy: Policy
  readonly agents: number
  readonly profile: Profile
  /** Rows of further tables; those of components that are not named here have none. */
  readonly rows?: Readonly<Record<string, number>>
  /** Parameters by path, where they differ from the profile. */
  readonly values?: Readonly<Record<string, ParameterValue>>
}

/** Builds a bench: its columns as declared, the policy's own row with the defaults of the profile. */
export function buildBench({ policy, agents, profile, rows = {}, values = {} }: BenchOptions): Bench {
  const components = componentsOf(policy)
  const tables = new Map(components.map(({ table }) => [table, 0]))
  const sizes = {
    agent: agents,
    interaction: 1,
    chunk: 1,
    world: 1,
    inbox: agents,
    acquaintance: agents * agents,
    dealing: agents * agents,
    policies: 1,
  }
  for (const [table, count] of Object.entries({ ...sizes, ...rows })) tables.set(table, count)
  if (policy.traits) tables.set(policy.traits.table, 1)
  const parameters = parametersByPath(coreParameters)
  const chosen = new Map<string, ParameterValue>()
  for (const [path, parameter] of parameters) chosen.set(path, values[path] ?? defaultOf(parameter, profile))
  const world = new World({ seed: 'bench', rounds: 12, components, tables, parameters, values: chosen })
  world.clock.agentCount[0] = agents
  world.get(DealingPlace).first[0] = policy.own.includes(Dealing) ? 1 : 0
  fillTraits(world, policy, profile)
  return { world, rules: policy.bind(new PolicyAccess(world, policy, new Set())) }
}

/** What the policy touches, and what the engine notes for it. */
function componentsOf(policy: Policy): Component[] {
  const own = policy.traits ? [policy.traits] : []
  const engines = [Clock, Batch, Kind, Verdict, Acquaintance, Dealing, DealingPlace, MemoryTotals]
  return [...new Set([...engines, ...own, ...policy.own, ...policy.others, ...policy.writes])]
}

function fillTraits(world: World, policy: Policy, profile: Profile): void {
  for (const [name, parameter] of Object.entries(policy.parameters.parameters)) {
    if (!policy.traits) continue
    world.column(`${policy.traits.name}.${name}`)[0] = Number(defaultOf(parameter, profile))
  }
}
