import type { Command } from 'commander'
import { display, PROFILES, type Profile } from '../engine/config.ts'
import { UserError } from '../engine/errors.ts'
import { didYouMean } from '../engine/nearest.ts'
import { loadScenarioFile } from '../outputs/scenario-file.ts'
import { type Overrides, parseSetting, type Setting } from '../scenarios/overrides.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { findScenario } from './shelf.ts'

/** Options that change a scenario, as commander hands them over. */
export interface ScenarioOptions {
  readonly agents?: number
  readonly seed?: string
  readonly epochs?: number
  readonly steps?: number
  readonly profile?: Profile
  readonly set?: readonly Setting[]
  readonly lenient?: boolean
}

/** Adds the options that change a scenario to a command. */
export const withScenarioOptions = (command: Command): Command =>
  command
    .option('--agents <n>', 'scale the population to n agents, keeping the mix', numberFor('--agents'))
    .option('--seed <text>', 'seed of every draw (the scenario\'s own, or "0")')
    .option('--epochs <n>', 'epochs to run', numberFor('--epochs'))
    .option('--steps <n>', 'steps in an epoch', numberFor('--steps'))
    .option('--profile <name>', `bundle of defaults: ${PROFILES.join(' or ')}`, oneOf('--profile', PROFILES))
    .option(
      '--set <path=value>',
      'set a parameter, such as governance.audit_probability=0.2; may repeat',
      settings,
    )
    .option('--lenient', 'unknown keys in the file warn instead of fail')

/** Reads an option as a number; whether it may be that number is said by whoever uses it. */
export function numberFor(option: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (!Number.isNaN(value)) return value
    throw new UserError(option, `got ${display(text)}, expected a whole number`)
  }
}

/** Reads an option that names one of a few things. */
export function oneOf<const C extends string>(option: string, choices: readonly C[]): (text: string) => C {
  return (text) => {
    const choice = choices.find((each) => each === text)
    if (choice !== undefined) return choice
    throw new UserError(option, `got ${display(text)}, expected one of ${choices.join(', ')}`, {
      hint: didYouMean(text, choices),
    })
  }
}

/** Reads an option that names some of a few things, with commas between them. */
export function someOf<const C extends string>(
  option: string,
  choices: readonly C[],
): (text: string, before?: readonly C[]) => readonly C[] {
  const one = oneOf(option, choices)
  return (text, before = []) => [...before, ...text.split(',').map((each) => one(each.trim()))]
}

const settings = (text: string, before: readonly Setting[] = []): readonly Setting[] => [
  ...before,
  parseSetting(text),
]

/** The scenario that a command is about, options applied. */
export function loadNamed(given: string, options: ScenarioOptions): Scenario {
  const { lenient = false } = options
  return loadScenarioFile(findScenario(given), { lenient, overrides: overridesOf(options) })
}

const overridesOf = ({ agents, seed, epochs, steps, profile, set = [] }: ScenarioOptions): Overrides => ({
  settings: set,
  ...(agents === undefined ? {} : { agents }),
  ...(seed === undefined ? {} : { seed }),
  ...(epochs === undefined ? {} : { epochs }),
  ...(steps === undefined ? {} : { stepsPerEpoch: steps }),
  ...(profile === undefined ? {} : { profile }),
})
