import type { CriterionResult } from '../simulation/criteria.ts'
import type { EpochResult } from '../simulation/results.ts'
import type { RunReport } from './json.ts'
import { plain, type Style } from './style.ts'
import { fitNumber, layOut, printable, TEXT_WIDTH } from './text.ts'

/** Longest name of a policy that leaves room for its numbers. */
const NAME_CHARACTERS = 17
const WIDTH = { epoch: 7, count: 10, share: 8, amount: 10, small: 8 } as const

const EPOCH_COLUMNS = [
  ['epoch', 'epoch', WIDTH.epoch],
  ['total', 'totalInteractions', WIDTH.count],
  ['accepted', 'acceptedInteractions', WIDTH.count],
  ['toxicity', 'toxicityRate', WIDTH.share],
  ['gap', 'qualityGap', WIDTH.share],
  ['welfare', 'totalWelfare', WIDTH.amount],
  ['payoff', 'avgPayoff', WIDTH.share],
  ['frozen', 'frozenAgents', WIDTH.small],
] as const

const TYPE_COLUMNS = [
  ['agents', 'agents', WIDTH.count],
  ['reputation', 'meanReputation', WIDTH.amount],
  ['payoff', 'meanTotalPayoff', WIDTH.amount],
  ['resources', 'meanResources', WIDTH.amount],
  ['mean p', 'meanInitiatedP', WIDTH.share],
  ['frozen', 'frozen', WIDTH.small],
] as const

/** One line an epoch, at most 80 columns. */
export function epochTable(epochs: readonly EpochResult[], style: Style = plain): string {
  const rows = epochs.map(({ epoch, metrics }) =>
    EPOCH_COLUMNS.map(([, key, width]) => fitNumber(key === 'epoch' ? epoch : (metrics[key] ?? null), width)),
  )
  const [heading = '', ...lines] = layOut([EPOCH_COLUMNS.map(([title]) => title), ...rows], { right: true })
  return [style.bold(heading), ...lines, ''].join('\n')
}

/** What came of a run: agents by policy at its end, pooled metrics, criteria and speed; at most 80 columns. */
export function summaryText(report: RunReport, last: EpochResult | undefined, style: Style = plain): string {
  const sections = [
    last === undefined ? [] : typeLines(last, style),
    pooledLines(report, style),
    criteriaLines(report.summary.criteria, style),
    endLines(report, style),
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

function typeLines({ epoch, byType }: EpochResult, style: Style): string[] {
  const entries = Object.entries(byType)
  if (entries.length === 0) return []
  const names = entries.map(([name]) => printable(name).slice(0, NAME_CHARACTERS))
  const pad = Math.max(...names.map((name) => name.length))
  const [heading = '', ...lines] = layOut(
    [
      TYPE_COLUMNS.map(([title]) => title),
      ...entries.map(([, entry]) => TYPE_COLUMNS.map(([, key, width]) => fitNumber(entry[key], width))),
    ],
    { right: true, width: TEXT_WIDTH - pad - 2 },
  )
  return [
    style.bold(`${' '.repeat(pad)}  ${heading}`),
    ...lines.map((line, index) => `${(names[index] ?? '').padEnd(pad)}  ${line}`),
    style.faint(`agents by policy at the end of epoch ${epoch}`),
  ]
}

function pooledLines({ summary, epochs }: RunReport, style: Style): string[] {
  const shown = [
    ['interactions', 'totalInteractions'],
    ['accepted', 'acceptedInteractions'],
    ['declined', 'declinedInteractions'],
    ['gated', 'gatedInteractions'],
    ['toxicity, pooled', 'toxicityRate'],
    ['toxicity, mean of epochs', 'meanEpochToxicity'],
    ['epochs with nothing accepted', 'emptyEpochs'],
    ['quality gap', 'qualityGap'],
    ['total welfare', 'totalWelfare'],
    ['social welfare', 'socialWelfare'],
    ['average initiator payoff', 'avgPayoff'],
  ] as const
  const rows = shown
    .filter(([, key]) => typeof summary[key] === 'number')
    .map(([title, key]) => [title, fitNumber(summary[key] as number, 14)])
  return [style.bold(`summary of ${epochs.length} epochs`), ...layOut([['', ''], ...rows]).slice(1)]
}

function criteriaLines(criteria: readonly CriterionResult[], style: Style): string[] {
  if (criteria.length === 0) return []
  const rows = criteria.map(({ name, value, bound, passed }) => [
    passed ? 'PASS' : 'FAIL',
    name,
    fitNumber(value, 14),
    fitNumber(bound, 14),
  ])
  const [heading = '', ...lines] = layOut([['', 'criterion', 'value', 'bound'], ...rows])
  const coloured = lines.map((line) => {
    const isPass = line.startsWith('PASS')
    return (isPass ? style.good : style.bad)(line.slice(0, 4)) + line.slice(4)
  })
  return [style.bold(heading), ...coloured]
}

function endLines({ timing, digest, interrupted, ticks }: RunReport, style: Style): string[] {
  const speed =
    timing === undefined
      ? []
      : [
          `${fitNumber(timing.runMs / 1000, 8)} s for ${ticks} ticks (set-up ${fitNumber(timing.setupMs / 1000, 8)} s): ` +
            `${fitNumber(Math.round(timing.interactionsPerSecond), 10)} interactions/s`,
          `${fitNumber(Math.round(timing.nanosecondsPerAgentTick), 10)} ns an agent and tick, ` +
            `${fitNumber(Math.round(timing.nanosecondsPerInteraction), 10)} ns an interaction`,
        ]
  const stopped = interrupted ? [style.bad(`stopped after ${ticks} ticks, before the end`)] : []
  return [...stopped, ...speed, style.faint(`digest ${digest}`)]
}
