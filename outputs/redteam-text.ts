import type {
  Assessment,
  Comparison,
  Estimate,
  RedTeamReport,
  SettingReport,
} from '../experiments/redteam/index.ts'
import { plain, type Style } from './style.ts'
import { fitNumber, indented, layOut, printable, TEXT_WIDTH } from './text.ts'

/** No zero below zero, however small what was rounded. */
const unsigned = (text: string): string => text.replace(/^-(0(\.0*)?%?)$/, '$1')
const percent = (share: number): string => unsigned(`${(100 * share).toFixed(0)}%`)
const finePercent = (share: number): string => unsigned(`${(100 * share).toFixed(1)}%`)
const thousandths = (value: number): string => unsigned(value.toFixed(3))
const LARGE = 1000
/** Beside an interval two digits behind the point are enough, and none for what is large. */
const brief = (value: number): string =>
  Math.abs(value) >= LARGE
    ? fitNumber(Math.round(value), 7)
    : unsigned(value.toFixed(Math.abs(value) < 10 ? 2 : 1))
const NONE = '-'

const mean = (estimate: Estimate | null, show = brief): string => (estimate ? show(estimate.mean) : NONE)

/** A mean and half the width of its interval. */
function withReach(estimate: Estimate | null, show = brief): string {
  if (!estimate) return NONE
  const reach = estimate.high === null ? '?' : show(estimate.high - estimate.mean)
  return `${show(estimate.mean)} ±${reach}`
}

/** A difference with half the width of its interval, marked where that leaves 0 out. */
function difference(estimate: Estimate | null, show: (value: number) => string): string {
  const isSure = (estimate?.low ?? 0) > 0 !== (estimate?.high ?? 0) < 0
  return withReach(estimate, show) + (isSure ? ' *' : '  ')
}

/** What came of a red team, at most 80 columns. */
export function redTeamText(report: RedTeamReport, style: Style = plain): string {
  const { settings, seeds, comparison, interrupted, rule } = report
  const sections = [
    ...settings.map((setting) => settingLines(setting, seeds, style)),
    ...(comparison ? [comparisonLines(comparison, style)] : []),
    [indented(rule, TEXT_WIDTH, 0)],
    ...(interrupted ? [[style.bad('stopped before all runs were done')]] : []),
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function settingLines(setting: SettingReport, seeds: readonly string[], style: Style): string[] {
  const { name, scenario, profile, agents, epochs, stepsPerEpoch, attacks, overall } = setting
  const title = name === scenario ? printable(name) : `${printable(name)} (${printable(scenario)})`
  const facts =
    `${title}: ${agents} agents, profile ${profile}, ${epochs} epochs of ${stepsPerEpoch} steps, ` +
    `${seeds.length} seeds ("${printable(seeds[0] ?? '')}" on), each with and without attackers`
  const [heading = '', ...rows] = layOut(
    [
      ['attack', 'by', 'success', 'damage', 'of all', 'unseen', 'found', 'delay', 'grade'],
      ...attacks.map(attackCells),
    ],
    { right: true },
  )
  return [
    indented(facts, TEXT_WIDTH, 0),
    '',
    style.bold(heading),
    ...rows,
    '',
    ...collateralLines(attacks, style),
    '',
    style.bold(
      `grade ${overall.grade}: score ${overall.mean.toFixed(3)}, at least ${overall.low.toFixed(3)} ` +
        `(${overall.successes} of ${overall.runs} runs succeeded)`,
    ),
    `weakest against ${overall.weakest ?? 'nothing'}; the peer's formula gives ` +
      `${overall.compat.grade} (${overall.compat.score.toFixed(3)})`,
    ...adviceLines(setting, style),
  ]
}

function attackCells(each: Assessment): string[] {
  const { attack, attackers, runs, successRate, effectiveRuns, detectionRate, score } = each
  const successes = successRate ? Math.round(successRate.mean * runs) : 0
  const detections = detectionRate ? Math.round(detectionRate.mean * detectionRate.n) : 0
  return [
    attack,
    String(attackers),
    runs === 0 ? NONE : `${successes}/${runs}`,
    withReach(each.damage),
    mean(each.damageShare, percent),
    mean(each.evasion, percent),
    effectiveRuns === 0 ? NONE : `${detections}/${detectionRate?.n ?? 0}`,
    mean(each.delay),
    runs === 0 ? NONE : `${score.low.toFixed(2)} ${score.grade}`,
  ]
}

function collateralLines(attacks: readonly Assessment[], style: Style): string[] {
  const [heading = '', ...rows] = layOut(
    [
      ['honest agents, beyond control', 'freezes', 'flagged', 'violations', 'costs'],
      ...attacks.map(({ attack, collateral }) => [
        attack,
        withReach(collateral.freezes),
        withReach(collateral.flagged),
        withReach(collateral.violations),
        withReach(collateral.costs),
      ]),
    ],
    { right: true },
  )
  return [style.bold(heading), ...rows]
}

function adviceLines({ vulnerabilities, recommendations }: SettingReport, style: Style): string[] {
  const weak = vulnerabilities.map(({ attack, severity, finding }) =>
    indented(`${severity}: ${attack} ${finding}`, TEXT_WIDTH),
  )
  const advice = recommendations.map(({ advice: what, because }) =>
    indented(`${what} Because: ${because}.`, TEXT_WIDTH),
  )
  return [
    ...(weak.length === 0 ? [] : ['', style.bold('vulnerabilities'), ...weak]),
    ...(advice.length === 0 ? [] : ['', style.bold('recommendations'), ...advice]),
  ]
}

function comparisonLines(
  { settings, byAttack, overall, ranking, decided, pairs }: Comparison,
  style: Style,
): string[] {
  const rows = [...byAttack, { attack: 'all', ...overall }].map((each) => [
    each.attack,
    difference(each.damageShare, finePercent),
    difference(each.evasion, finePercent),
    difference(each.successRate, percent),
    difference(each.score, thousandths),
  ])
  const verdict = decided
    ? `${printable(ranking[0])} is more robust than ${printable(ranking[1])}`
    : `not decided; ${printable(ranking[0])} is ahead of ${printable(ranking[1])}`
  const [heading = '', ...lines] = layOut([['', 'damage share', 'unseen', 'success', 'score'], ...rows], {
    right: true,
  })
  return [
    indented(
      `${printable(settings[1])} less ${printable(settings[0])}, ${pairs} pairs of equal seeds, 95% intervals; * leaves 0 out`,
      TEXT_WIDTH,
      0,
    ),
    style.bold(heading),
    ...lines,
    style.bold(verdict),
  ]
}
