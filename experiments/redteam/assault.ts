import { createHash } from 'node:crypto'
import type { StopSignal } from '../../simulation/options.ts'
import { populationOf, type Scenario } from '../../simulation/scenario.ts'
import { VERSION } from '../../simulation/version.ts'
import type { Attack } from './library.ts'
import { measure } from './measure.ts'
import type { Measurement } from './measurement.ts'
import { judge, type Outcome } from './outcome.ts'
import { besiege, cellsFor } from './siege.ts'

/** Where finished work is kept between programs: what was measured in controls, and outcomes. */
export interface OutcomeStore {
  findControl(key: string): Measurement | undefined
  keepControl(key: string, control: Measurement): void
  find(key: string): Outcome | undefined
  keep(key: string, outcome: Outcome): void
}

/** How far a red team has come, in runs of the library; a control shared by several attacks belongs to the first of them. */
export interface AssaultProgress {
  readonly done: number
  readonly total: number
  readonly attack: string
  readonly seed: string
}

export interface AssaultOptions {
  readonly attacks: readonly Attack[]
  /** Seeds of each attack and of its controls. */
  readonly seeds: readonly string[]
  /** Cells of attackers; one for every fifty agents when left out. 0 attacks with nobody. */
  readonly cells?: number | undefined
  readonly store?: OutcomeStore | undefined
  /** Raised, it ends the work after the tick; what was finished counts. */
  readonly signal?: StopSignal | undefined
  readonly onOutcome?: ((progress: AssaultProgress) => void) | undefined
  /** Called after each tick, with the share of the run under way. */
  readonly onTick?: (() => void | Promise<void>) | undefined
}

/** The seeds of a red team: replicates of a scenario's own, the same for every attack and every setting. */
export const seedsOf = (seed: string, count: number): string[] =>
  Array.from({ length: count }, (_, replicate) => `${seed}/${replicate}`)

/** Name of a result: SHA-256 of all that it follows from, the attack included; of a control, the size of its cells. */
export function keyOf(scenario: Scenario, attack: Attack | number, cells: number, seed: string): string {
  const { warnings: _, ...content } = scenario
  const what =
    typeof attack === 'number' ? [attack] : [attack.id, attack.policy, attack.cellSize, attack.config]
  const whole = [VERSION, { ...content, seed }, what, cells]
  return createHash('sha256').update(JSON.stringify(whole)).digest('hex')
}

/**
 * Runs attacks on a scenario, each seed with and without attackers. Outcomes come attack by attack, in the order of seeds;
 * those in the store are not run again.
 */
export async function assault(scenario: Scenario, options: AssaultOptions): Promise<Outcome[]> {
  const { attacks, seeds, store, signal, onOutcome } = options
  const cells = options.cells ?? cellsFor(populationOf(scenario))
  const controls = new Map<string, Measurement>()
  const outcomes: Outcome[] = []
  for (const attack of attacks) {
    const siege = besiege(scenario, attack, cells)
    const keys = seeds.map((seed) => keyOf(scenario, attack, cells, seed))
    const measured = (side: 'attack' | 'control', seed: string) =>
      measure({ ...siege[side], seed }, siege.rows, { signal, onTick: options.onTick })
    // Controls first: worlds of one shape then follow one another in the same memory.
    for (const [place, seed] of seeds.entries()) {
      const key = keyOf(scenario, attack.cellSize, cells, seed)
      if (store?.find(keys[place] as string) || controls.has(key)) continue
      const known = store?.findControl(key)
      const control = known ?? (await measured('control', seed))
      if (!control) return outcomes
      controls.set(key, control)
      if (!known) store?.keepControl(key, control)
    }
    for (const [place, seed] of seeds.entries()) {
      const key = keys[place] as string
      let outcome = store?.find(key)
      if (!outcome) {
        const run = await measured('attack', seed)
        const control = controls.get(keyOf(scenario, attack.cellSize, cells, seed))
        if (!run || !control) return outcomes
        outcome = judge(attack, seed, run, control, (path) => scenario.parameters[path] ?? null)
        store?.keep(key, outcome)
      }
      outcomes.push(outcome)
      onOutcome?.({ done: outcomes.length, total: attacks.length * seeds.length, attack: attack.id, seed })
    }
  }
  return outcomes
}
