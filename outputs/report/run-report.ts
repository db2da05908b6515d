import { type ParameterValue, snakeCase } from '../../engine/config.ts'
import type { Block, Fact, Ink, LineChart, Report, Section, Table, TableCell, Tiles } from './model.ts'
import { percent, shortBytes, shortNumber } from './numbers.ts'
import { renderReport } from './page.ts'
import { jsonListing, type MetricNotes, meanOf, type OddElement, oddSection, titled, words } from './parts.ts'
import type { EpochRow, RunManifest, RunRecord } from './read-run.ts'

/** What a report of a run is made of beside the run's own files. */
export interface RunReportInput extends RunRecord {
  /** Unit and meaning of metrics by their names in code; empty where the scenario is not known any more. */
  readonly notes: MetricNotes
  /** Parameters that differ from the profile's defaults. */
  readonly changed: readonly ChangedParameter[]
  readonly odd: readonly OddElement[]
}

export interface ChangedParameter {
  readonly path: string
  readonly value: ParameterValue
  readonly standard: ParameterValue
  readonly unit: string
}

const CENSUS = 'by_type_'
/** Fields of the census, which end the names of its columns. */
const CENSUS_FIELDS = [
  ['agents', 'agents'],
  ['mean_reputation', 'mean reputation'],
  ['mean_total_payoff', 'mean total payoff'],
  ['mean_resources', 'mean resources'],
  ['mean_initiated_p', 'mean p'],
  ['initiated', 'initiated'],
  ['accepted', 'accepted'],
  ['received', 'received'],
  ['frozen', 'frozen'],
] as const
/** Those that are drawn, with a unit and a sentence. */
const CENSUS_CHARTS = [
  ['mean_reputation', 'score', 'Mean reputation of the agents of each policy at the end of the epoch.'],
  ['mean_total_payoff', 'payoff', 'Mean of the payoffs that they have collected since the start.'],
  ['mean_resources', 'money', 'Mean resources of the agents of each policy at the end of the epoch.'],
] as const
/** Metrics that are drawn, where a run has them and they move. */
const DRAWN = [
  'toxicity_rate',
  'quality_gap',
  'acceptance_rate',
  'total_welfare',
  'social_welfare',
  'avg_payoff',
  'accepted_interactions',
  'frozen_agents',
  'treasury',
]
/** Policies that have a colour of their own, in its order. */
const INKS = ['honest', 'opportunistic', 'deceptive', 'adversarial', 'adaptive_adversary']
/** Columns that count rows rather than measure anything. */
const NO_METRICS: ReadonlySet<string> = new Set(['simulation_id', 'epoch'])

/** A report of one run as one HTML file. */
export const runReportPage = (input: RunReportInput): string => renderReport(runPage(input))

/** What a report of a run says, as plain data. */
export function runPage(input: RunReportInput): Report {
  const { manifest } = input
  const notes = byColumn(input.notes)
  return {
    kind: 'Run',
    title: manifest.scenario.id,
    lead: manifest.scenario.description,
    facts: factsOf(manifest),
    sections: [
      { id: 'glance', title: 'At a glance', blocks: [tilesOf(input), ...criteriaOf(manifest)] },
      warningSection(input),
      timeSection(input, notes),
      policySection(input),
      metricSection(input, notes),
      settingSection(input),
      { id: 'files', title: 'Files and manifest', blocks: filesOf(manifest) },
      oddSection(input.odd),
    ],
  }
}

const byColumn = (notes: MetricNotes): MetricNotes =>
  Object.fromEntries(Object.entries(notes).map(([name, note]) => [snakeCase(name), note]))

function factsOf(manifest: RunManifest): Fact[] {
  const { seed, profile, agents, epochs, scenario, ticks, version, digest, interrupted, threads } = manifest
  const planned = epochs === scenario.epochs ? '' : ` of ${scenario.epochs}`
  return [
    { term: 'Seed', value: seed, code: true },
    { term: 'Profile', value: profile },
    { term: 'Agents at the start', value: shortNumber(agents) },
    { term: 'Epochs', value: `${shortNumber(epochs)}${planned}, ${scenario.stepsPerEpoch} steps each` },
    { term: 'Ended', value: interrupted ? `stopped after ${ticks} ticks` : 'at the scenario’s end' },
    ...(threads === undefined ? [] : [{ term: 'Threads', value: String(threads) }]),
    { term: 'Version', value: version, code: true },
    { term: 'Digest', value: digest, code: true },
  ]
}

/** Metrics of the whole run from its manifest; where that has none, means over the epochs. */
function tilesOf({ manifest: { summary, criteria }, epochs }: RunReportInput): Tiles {
  const tile = (label: string, name: string, show: (value: number | null) => string = shortNumber) => {
    const pooled = summary?.[name]
    const mean = meanOf(epochs.map((row) => row[snakeCase(name)] ?? null))
    const value = pooled ?? (summary === undefined ? mean : null)
    return value === null || value === undefined
      ? []
      : [{ label, value: show(value), ...(summary === undefined ? { note: 'mean of epochs' } : {}) }]
  }
  const passed = criteria.filter((each) => each.passed).length
  return {
    kind: 'tiles',
    tiles: [
      ...tile('Interactions', 'totalInteractions'),
      ...tile('Accepted', 'acceptanceRate', percent),
      ...tile('Toxicity', 'toxicityRate'),
      ...tile('Quality gap', 'qualityGap'),
      ...tile('Total welfare', 'totalWelfare'),
      ...tile('Social welfare', 'socialWelfare'),
      ...(criteria.length === 0 ? [] : [{ label: 'Criteria met', value: `${passed} of ${criteria.length}` }]),
    ],
  }
}

function criteriaOf({ criteria }: RunManifest): Table[] {
  if (criteria.length === 0) return []
  return [
    {
      kind: 'table',
      title: 'Success criteria',
      columns: [
        { heading: 'criterion', kind: 'text' },
        { heading: 'value', kind: 'number' },
        { heading: 'bound', kind: 'number' },
        { heading: 'verdict', kind: 'text' },
      ],
      rows: criteria.map(({ name, value, bound, passed }) => [
        words(name),
        value,
        bound,
        { verdict: passed, text: passed ? 'met' : 'missed' },
      ]),
    },
  ]
}

function warningSection({ manifest, warnings }: RunReportInput): Section {
  const all = [...warnings, ...manifest.warnings]
  return {
    id: 'warnings',
    title: 'Warnings',
    blocks: all.length === 0 ? [] : [{ kind: 'prose', paragraphs: all.map((text) => [2, text] as const) }],
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number'

function timeSection({ manifest, epochs }: RunReportInput, notes: MetricNotes): Section {
  const charts = DRAWN.flatMap((name) => {
    const values = epochs.map((row) => row[name] ?? null)
    if (new Set(values.filter(isNumber)).size < 2) return []
    return [chartOf(epochs, name, notes, manifest.scenario.interventions, values)]
  })
  const { interventions } = manifest.scenario
  const moves: Block = {
    kind: 'table',
    title: 'Interventions',
    columns: [
      { heading: 'mark', kind: 'text' },
      { heading: 'from epoch', kind: 'number' },
      { heading: 'what was set', kind: 'text' },
    ],
    rows: interventions.map(({ epoch, set }, index) => [
      markLabel(index),
      epoch,
      Object.entries(set)
        .map(([path, value]) => `${path} = ${String(value)}`)
        .join(', '),
    ]),
  }
  return {
    id: 'time',
    title: 'Over time',
    note: 'One value an epoch, over the interactions of that epoch.',
    blocks:
      charts.length === 0 ? [] : [{ kind: 'charts', charts }, ...(interventions.length > 0 ? [moves] : [])],
  }
}

const markLabel = (index: number): string =>
  index < 26 ? String.fromCharCode(97 + index) : String(index + 1)

const chartOf = (
  epochs: readonly EpochRow[],
  name: string,
  notes: MetricNotes,
  interventions: RunManifest['scenario']['interventions'],
  values: readonly (number | null)[],
): LineChart => ({
  title: titled(words(name)),
  unit: notes[name]?.unit ?? '',
  about: notes[name]?.doc ?? '',
  xTitle: 'epoch',
  x: epochs.map((row, index) => row['epoch'] ?? index),
  marks: interventions
    .map(({ epoch }, index) => ({ x: epoch, label: markLabel(index) }))
    .filter(({ x }) => epochs.some((row) => row['epoch'] === x)),
  lines: [{ name: words(name), ink: 0, values }],
})

/** Policies that the epochs have agents of, by their names in columns. */
const policiesIn = (epochs: readonly EpochRow[]): string[] =>
  Object.keys(epochs[0] ?? {})
    .filter((name) => name.startsWith(CENSUS) && name.endsWith('_mean_reputation'))
    .map((name) => name.slice(CENSUS.length, -'_mean_reputation'.length))

/** A policy keeps its colour; others take what is left, and grey after that. */
function inksOf(policies: readonly string[]): Map<string, Ink> {
  const free = [0, 1, 2, 3, 4].filter((ink) => !policies.includes(INKS[ink] as string))
  return new Map(
    policies.map((policy) => {
      const own = INKS.indexOf(policy)
      return [policy, (own >= 0 ? own : (free.shift() ?? 'control')) as Ink]
    }),
  )
}

function policySection({ epochs }: RunReportInput): Section {
  const policies = policiesIn(epochs)
  const inks = inksOf(policies)
  const charts = CENSUS_CHARTS.map(
    ([field, unit, about]): LineChart => ({
      title: titled(words(field)),
      unit,
      about,
      xTitle: 'epoch',
      x: epochs.map((row, index) => row['epoch'] ?? index),
      lines: policies.map((policy) => ({
        name: words(policy),
        ink: inks.get(policy) as Ink,
        values: epochs.map((row) => row[`${CENSUS}${policy}_${field}`] ?? null),
      })),
    }),
  )
  const last = epochs.at(-1) ?? {}
  const table: Table = {
    kind: 'table',
    title: 'At the end of the last epoch',
    columns: [
      { heading: 'policy', kind: 'text' },
      ...CENSUS_FIELDS.map(([, heading]) => ({ heading, kind: 'number' as const })),
    ],
    rows: policies.map((policy) => [
      words(policy),
      ...CENSUS_FIELDS.map(([field]) => last[`${CENSUS}${policy}_${field}`] ?? null),
    ]),
  }
  return {
    id: 'policies',
    title: 'Agents by policy',
    blocks:
      policies.length === 0
        ? []
        : [...(epochs.length > 1 ? [{ kind: 'charts' as const, charts }] : []), table],
  }
}

function metricSection({ epochs }: RunReportInput, notes: MetricNotes): Section {
  const names = Object.keys(epochs[0] ?? {}).filter(
    (name) => !NO_METRICS.has(name) && !name.startsWith(CENSUS),
  )
  const rows = names.flatMap((name): TableCell[][] => {
    const values = epochs.map((row) => row[name] ?? null)
    const known = values.filter(isNumber)
    if (known.length === 0) return []
    const least = known.reduce((low, value) => Math.min(low, value))
    const most = known.reduce((high, value) => Math.max(high, value))
    const ends: TableCell[] = [values[0] ?? null, values.at(-1) ?? null, meanOf(values), least, most]
    return [[name, { curve: values }, ...ends, notes[name]?.unit ?? '', notes[name]?.doc ?? '']]
  })
  return {
    id: 'metrics',
    title: 'All metrics',
    blocks: [
      {
        kind: 'table',
        title: `${rows.length} columns of epochs.parquet that have values`,
        folded: true,
        columns: [
          { heading: 'column', kind: 'code' },
          { heading: 'over time', kind: 'text' },
          ...['first', 'last', 'mean', 'least', 'most'].map((heading) => ({
            heading,
            kind: 'number' as const,
          })),
          { heading: 'unit', kind: 'text' },
          { heading: 'what it is', kind: 'text' },
        ],
        rows,
      },
    ],
  }
}

function settingSection({ manifest, changed }: RunReportInput): Section {
  const groups: Table = {
    kind: 'table',
    title: 'Population',
    columns: [
      { heading: 'type', kind: 'text' },
      { heading: 'agents', kind: 'number' },
    ],
    rows: manifest.scenario.agents.map(({ type, count }) => [words(type), count]),
  }
  const parameters: Table = {
    kind: 'table',
    title: `Parameters that differ from profile ${manifest.profile}`,
    columns: [
      { heading: 'parameter', kind: 'code' },
      { heading: 'value', kind: 'number' },
      { heading: 'default', kind: 'number' },
      { heading: 'unit', kind: 'text' },
    ],
    rows: changed.map(({ path, value, standard, unit }) => [path, shown(value), shown(standard), unit]),
  }
  return {
    id: 'settings',
    title: 'Settings',
    blocks: [groups, ...(changed.length > 0 ? [parameters] : [])],
  }
}

const shown = (value: ParameterValue): string =>
  value === null ? 'none' : typeof value === 'number' ? shortNumber(value) : String(value)

function filesOf(manifest: RunManifest): Block[] {
  return [
    {
      kind: 'table',
      title: 'What the run wrote',
      columns: [
        { heading: 'file', kind: 'code' },
        { heading: 'size', kind: 'number' },
        { heading: 'SHA-256', kind: 'code' },
      ],
      rows: Object.entries(manifest.files).map(([name, { bytes, sha256 }]) => [
        name,
        shortBytes(bytes),
        sha256,
      ]),
    },
    jsonListing('The manifest', manifest, 'manifest.json'),
  ]
}
