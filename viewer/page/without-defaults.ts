import {
  resolveScenario,
  type Scenario,
  type ScenarioInput,
  type vocabulary,
} from '../../simulation/index.ts'

/**
 * A scenario that says only what is not so anyway: it is short to fetch, and says nothing of mechanisms that it leaves off, so
 * that they need not be fetched either. It resolves to the same scenario.
 */
export function withoutDefaults(
  { warnings: _, ...scenario }: Scenario,
  known: ReturnType<typeof vocabulary>,
): ScenarioInput {
  const usual = resolveScenario({ profile: scenario.profile }, known).parameters
  const own = Object.entries(scenario.parameters).filter(([path, value]) => value !== usual[path])
  return { ...scenario, parameters: Object.fromEntries(own) }
}
