import type { ControlRow } from './controls.ts'
import type { ForecastReport } from './forecast.ts'
import type { IncoherenceReport } from './index.ts'

/** Everything that a run of the program found; what was not asked for is left out. */
export interface Findings {
  readonly report: IncoherenceReport
  readonly controls?: readonly ControlRow[]
  readonly forecast?: ForecastReport
}

const NAME_WIDTH = 31
const LEVER_WIDTH = 15
const NONE = '-'

/** Three decimals below a thousand, whole numbers whole. */
function shown(value: number | null): string {
  if (value === null) return NONE
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value)
  return Math.abs(value) < 1000 ? value.toFixed(3) : value.toFixed(0)
}

/** A line of at most 80 characters: a name, then numbers in columns of equal width. */
function line(name: string, cells: readonly string[], width: number, nameWidth = NAME_WIDTH): string {
  return `${name.slice(0, nameWidth - 1).padEnd(nameWidth)}${cells.map((cell) => cell.padStart(width)).join('')}`.trimEnd()
}

const row = (name: string, cells: readonly (number | null)[], width: number) =>
  line(name, cells.map(shown), width)

/** Findings as text of at most 80 columns. */
export function tableOf({ report, controls, forecast }: Findings): string {
  const blocks = [
    headingOf(report),
    decisionsOf(report),
    horizonOf(report),
    outcomesOf(report),
    failuresOf(report),
    ...(controls ? [controlsOf(controls)] : []),
    ...(forecast ? [forecastOf(forecast)] : []),
  ]
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function headingOf({ scenario, seed, replays, ticks, benchmark }: IncoherenceReport): string[] {
  return [
    `${scenario}, seed ${seed}: ${replays} replays of ticks ${ticks.join(', ')}`,
    benchmark === null
      ? 'no benchmark: no error, and I is 1 where anyone dissents'
      : `benchmark: ${benchmark}`,
    'D disagreement, E error against the benchmark, I = D / (E + 1e-8), var variance,',
    'bias2 squared bias, share = var / (var + bias2), the error incoherence',
  ]
}

function decisionsOf({ byFamily }: IncoherenceReport): string[] {
  return [
    line('decisions', ['n', 'D', 'E', 'I', 'var', 'bias2', 'share'], 7),
    ...byFamily.map((each) =>
      row(
        `${each.family.replace('collaboration', 'collab')} ${each.policy}`,
        [
          each.decisions,
          each.disagreement,
          each.error,
          each.incoherence,
          each.variance,
          each.biasSquared,
          each.errorIncoherence,
        ],
        7,
      ),
    ),
  ]
}

function horizonOf({ byHorizon }: IncoherenceReport): string[] {
  return [
    line('turns by horizon (ticks)', ['n', 'D', 'E', 'I', 'var', 'bias2', 'share'], 7),
    ...byHorizon.map((each) =>
      row(
        String(each.horizon),
        [
          each.decisions,
          each.disagreement,
          each.error,
          each.incoherence,
          each.variance,
          each.biasSquared,
          each.errorIncoherence,
        ],
        7,
      ),
    ),
  ]
}

function outcomesOf({ outcomes }: IncoherenceReport): string[] {
  return [
    line('work after ticks', ['agents', 'error', 'var', 'bias2', 'share'], 9),
    ...outcomes.map((each) =>
      row(
        `${each.horizon} ${each.policy}`,
        [each.agents, each.error, each.variance, each.biasSquared, each.errorIncoherence],
        9,
      ),
    ),
  ]
}

function failuresOf({ illusion, dualFailure }: IncoherenceReport): string[] {
  return [
    row('illusion delta', [illusion.delta], 9),
    row('  perceived', [illusion.perceived], 9),
    row('  over replays', [illusion.distributed], 9),
    row('harmful turns', [dualFailure.harmful], 9),
    row('  coherent adversaries', [dualFailure.coherentAdversarial], 9),
    row('  incoherent others', [dualFailure.incoherentBenign], 9),
  ]
}

function controlsOf(controls: readonly ControlRow[]): string[] {
  const entry = (name: string, cells: readonly string[]) => line(name, cells, 9, LEVER_WIDTH)
  return [
    entry('lever', ['D', 'E', 'growth', 'label', 'toxicity', 'surplus', 'charges']),
    ...controls.map((each) => {
      const cells = [
        each.disagreement,
        each.error,
        each.varianceGrowth,
        each.labelUncertainty,
        each.toxicity,
        Math.round(each.socialSurplus),
        Math.round(each.charges),
      ]
      return entry(each.control, cells.map(shown))
    }),
    'growth: variance of p, late by early halves of epochs; label: mean 1 - |2p - 1|',
  ]
}

function forecastOf({ learnt, judged, threshold, settings, quality, byDescent }: ForecastReport): string[] {
  return [
    `forecast of D of at least ${shown(threshold)}: learnt from ${learnt} epochs, judged by ${judged} others`,
    line('', ['AUC', 'Brier', 'ECE'], 9),
    row('standardised Newton steps', [quality.auc, quality.brier, quality.calibrationError], 9),
    row('descent on raw features', [byDescent.auc, byDescent.brier, byDescent.calibrationError], 9),
    'settings for a scenario:',
    ...Object.entries(settings).map(([path, value]) => `  ${path}: ${Number(value.toPrecision(6))}`),
  ]
}
