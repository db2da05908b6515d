/**
 * Entry `patchwork-ecs`: the engine, the model and what it takes to extend and embed them. It needs bitecs and
 * seedrandom only and runs in Node, browsers and workers alike.
 */
export * from '../components/index.ts'
export {
  type Acquaintances,
  bindAcquaintances,
  type LookupAccess,
} from '../components/lookup/acquaintances.ts'
export {
  bindPartners,
  type Candidates,
  type Filter,
  PARTNER_COLUMNS,
  type PartnerAccess,
  type Partners,
} from '../components/lookup/partners.ts'
export { bindSpawnRequest, type RequestSpawn } from '../components/lookup/spawning.ts'
export { CHUNK_ROWS } from '../engine/block.ts'
export type { ColumnArray, Columns, Component, Field, Fields, Sight } from '../engine/columns.ts'
export { defineComponent, f32, f64, i8, i32, u8, u16, u32 } from '../engine/columns.ts'
export type { Parameter, ParameterGroup, ParameterValue, Profile } from '../engine/config.ts'
export { choice, defineParameters, flag, number } from '../engine/config.ts'
export { describeSchedule, scheduleAsMermaid } from '../engine/describe.ts'
export { type EcsWorld, Frozen } from '../engine/entities.ts'
export { InternalError, UserError } from '../engine/errors.ts'
export type { Frame } from '../engine/frame.ts'
export { type JournalEvent, NOBODY } from '../engine/journal.ts'
export type { BoundMetric, Metric, MetricValue, Sums } from '../engine/metric.ts'
export { defineMetric } from '../engine/metric.ts'
export type { App, Plan, Plugin, Prospect, Signal } from '../engine/plugin.ts'
export { definePlugin } from '../engine/plugin.ts'
export type { Deliberation, Policy, PolicyAccess, PolicyRules } from '../engine/policy.ts'
export { definePolicy } from '../engine/policy.ts'
export type { ProfileRow, Profiler } from '../engine/profile.ts'
export type { DrawSource, EntitySource, RandomKey, Stream } from '../engine/random.ts'
export { defineStream, keyOfSeed, threefry4x32 } from '../engine/random.ts'
export type { Cadence, Kernel, Phase, System } from '../engine/schedule.ts'
export { defineSystem, PHASES } from '../engine/schedule.ts'
export { bytesByComponent, type SystemAccess, type World } from '../engine/world.ts'
export {
  adaptiveAdversary,
  adversarial,
  corePolicies,
  deceptive,
  honest,
  opportunistic,
} from '../policies/index.ts'
export { bindChoices, CHOICE_COLUMNS, type Choices } from '../policies/shared/choices.ts'
export { vocabulary } from './assembly.ts'
export { core } from './core.ts'
export { createSimulation } from './create.ts'
export { CRITERION_NAMES, type CriterionResult, type SuccessCriteria } from './criteria.ts'
export type { CustodyReasonName } from './hands.ts'
export type { LeverMove } from './levers.ts'
export type { Progress, SimulationOptions, StopSignal } from './options.ts'
export { planSimulation, type SimulationPlan } from './plan.ts'
export {
  type AgentSeries,
  type EpochResult,
  FRAME_COLUMNS,
  type RunOutcome,
  type Snapshot,
  type Summary,
} from './results.ts'
export {
  type AgentGroup,
  agentNames,
  type Intervention,
  populationOf,
  resolveScenario,
  type Scenario,
  type ScenarioInput,
} from './scenario.ts'
export type { Simulation } from './simulation.ts'
export type { Distribution, Trait } from './traits.ts'
export { VERSION } from './version.ts'
