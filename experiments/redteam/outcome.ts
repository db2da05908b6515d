import type { ParameterValue } from '../../engine/config.ts'
import { type Attack, type Condition, holds, loopholesOf, scaleOf } from './library.ts'
import type { Measurement } from './measurement.ts'

/** What one attack did under one seed, against the control of the same seed. */
export interface Outcome {
  readonly attack: string
  readonly seed: string
  readonly success: boolean
  readonly conditions: readonly Condition[]
  /** Welfare that everyone else lost: that of the control less that under attack. */
  readonly damage: number
  /** The same as a share of what everyone else earns in the control. */
  readonly damageShare: number
  /** Part of the damage that is payoffs, and part that is external harm. */
  readonly lostEarnings: number
  readonly externalHarm: number
  /** What everyone else earned by dealing with attackers, and with the honest agents in their place. */
  readonly dealings: number
  readonly dealingsOfControl: number
  readonly attacks: number
  readonly effective: number
  /** Attacks that took effect unseen, of all attacks; null when there were none. */
  readonly evasion: number | null
  /** Whether an attacker was held or flagged after the first attack that took effect; null when none did. */
  readonly detected: boolean | null
  /** Epochs between the two; null when there was no detection. */
  readonly delay: number | null
  /** Damage up to the epoch of detection, or to the end. */
  readonly damageBeforeDetection: number
  /** Share of attackers that were ever held or flagged. */
  readonly flaggedShare: number
  /** What befell honest agents beyond what befalls them in the control. */
  readonly collateral: {
    readonly freezes: number
    readonly costs: number
    readonly violations: number
    readonly flagged: number
  }
  readonly loopholes: readonly string[]
}

/** Damage as a share of earnings; where nothing is earned, any damage is all there is. */
function shareOf(damage: number, earned: number): number {
  if (damage === 0) return 0
  return earned > 0 ? damage / earned : Number(damage > 0)
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
const firstOf = (epochs: readonly (number | null)[]): number | null => {
  const known = epochs.filter((epoch) => epoch !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** Compares a run with its control. */
export function judge(
  attack: Attack,
  seed: string,
  run: Measurement,
  control: Measurement,
  value: (path: string) => ParameterValue,
): Outcome {
  const judged = { attack: run, control, value, ...scaleOf(attack, run.ticks, value) }
  const { infiltrators } = run
  const conditions = attack.conditions(judged)
  const damage = control.others.welfare - run.others.welfare
  const attacks = sumOf(infiltrators.map((each) => each.attacks))
  const harmedFrom = firstOf(infiltrators.map(({ firstEffect }) => firstEffect))
  const found = harmedFrom === null ? null : firstOf(infiltrators.map((each) => firstSince(each, harmedFrom)))
  const losses = control.others.welfareByEpoch.map(
    (welfare, epoch) => welfare - (run.others.welfareByEpoch[epoch] ?? 0),
  )
  const flagged = infiltrators.filter(({ firstFlag }) => firstFlag !== null).length
  const more = (name: keyof Outcome['collateral']) => run.honest[name] - control.honest[name]
  return {
    attack: attack.id,
    seed,
    success: infiltrators.length > 0 && conditions.every(holds),
    conditions,
    damage,
    damageShare: shareOf(damage, control.others.earned),
    lostEarnings: control.others.earned - run.others.earned,
    externalHarm: run.externalHarm - control.externalHarm,
    dealings: run.others.across,
    dealingsOfControl: control.others.across,
    attacks,
    effective: sumOf(infiltrators.map(({ effective }) => effective)),
    evasion: attacks === 0 ? null : sumOf(infiltrators.map(({ unseen }) => unseen)) / attacks,
    detected: harmedFrom === null ? null : found !== null,
    delay: harmedFrom === null || found === null ? null : found - harmedFrom,
    damageBeforeDetection: sumOf(found === null ? losses : losses.slice(0, found + 1)),
    flaggedShare: infiltrators.length === 0 ? 0 : flagged / infiltrators.length,
    collateral: {
      freezes: more('freezes'),
      costs: more('costs'),
      violations: more('violations'),
      flagged: more('flagged'),
    },
    loopholes: loopholesOf(judged),
  }
}

/** First epoch from the first harm on in which an attacker was held or flagged, as far as it was watched. */
function firstSince(
  { firstFlag, firstDetection }: Measurement['infiltrators'][number],
  epoch: number,
): number | null {
  if (firstFlag !== null && firstFlag >= epoch) return firstFlag
  return firstDetection
}
