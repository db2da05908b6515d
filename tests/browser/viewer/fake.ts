import { coreParameters } from '../../../components/parameters/index.ts'
import { parametersByPath } from '../../../engine/config.ts'
import type { EpochResult } from '../../../simulation/results.ts'
import {
  type AgentCard,
  type AgentHistory,
  EVENT_KINDS,
  type EventKind,
  type Lever,
  type ShownEvent,
  type Society,
  type TableOrder,
  type TablePage,
  TICK_SERIES,
} from '../../../viewer/protocol/host.ts'
import type { Actions } from '../../../viewer/state/actions.ts'
import { createStore, type Store } from '../../../viewer/state/store.ts'
import { TickLog } from '../../../viewer/state/tick-log.ts'
import type { ShelfItem } from '../../../viewer/ui/context.ts'

/** One call of an action: its name and what it was given. */
export type Call = readonly [name: string, ...args: unknown[]]

/** Actions that only remember; `link` answers an address. Ticks under the pointer are kept by themselves. */
export function recordedActions(): { actions: Actions; calls: Call[]; cursors: unknown[] } {
  const calls: Call[] = []
  const cursors: unknown[] = []
  const actions = new Proxy({} as Actions, {
    get:
      (_, name: string) =>
      (...args: unknown[]) => {
        if (name === 'link') return 'https://example.org/#scenario=metropolis&seed=42'
        if (name === 'setCursor') cursors.push(args[0])
        else calls.push([name, ...args])
        return Promise.resolve()
      },
  })
  return { actions, calls, cursors }
}

export const SHELF: readonly ShelfItem[] = [
  { name: 'baseline', question: 'What does a small mixed society do without rules?', agents: 10, epochs: 20 },
  {
    name: 'collusion_ring',
    question: 'Can agents that trade among themselves buy a reputation, and does anybody notice?',
    agents: 60,
    epochs: 30,
  },
  {
    name: 'metropolis',
    question: 'Do the rules still hold in a city of twenty thousand?',
    agents: 20_000,
    epochs: 100,
  },
]

const column = (path: string, word: string, unit: string) => ({
  path,
  word,
  unit,
  doc: `The ${word} of an agent.`,
  sight: 'public' as const,
})

const OTHER_LEVERS: readonly Lever[] = [
  {
    path: 'market.fee_cap',
    parameter: {
      kind: 'number',
      unit: 'money',
      range: [0, Number.POSITIVE_INFINITY],
      default: null,
      doc: 'Highest fee that a deal may carry.',
    },
    value: null,
  },
  {
    path: 'market.pricing',
    parameter: {
      kind: 'choice',
      choices: ['posted', 'sealedBid', 'haggled'],
      default: 'posted',
      doc: 'How prices are found.',
    },
    value: 'posted',
  },
]

function levers(): readonly Lever[] {
  const core = [...parametersByPath(coreParameters)].map(([path, parameter]) => ({
    path,
    parameter,
    value: parameter.default,
  }))
  return [...core, ...OTHER_LEVERS]
}

export function fakeSociety(over: Partial<Society> = {}): Society {
  return {
    name: 'metropolis',
    question: 'Do the rules still hold in a city of twenty thousand?',
    seed: '42',
    agentCount: 20_000,
    capacity: 20_000,
    ticks: 1000,
    epochs: 100,
    stepsPerEpoch: 10,
    policies: [
      { name: 'honest', kind: 'honest' },
      { name: 'opportunistic', kind: 'opportunistic' },
      { name: 'deceptive', kind: 'deceptive' },
      { name: 'adversarial', kind: 'adversarial' },
      { name: 'adaptiveAdversary', kind: 'adaptive' },
    ],
    columns: [
      column('Standing.reputation', 'reputation', 'level'),
      column('Standing.toxicity', 'toxicity', 'share'),
      column('Ledger.totalPayoff', 'payoff', 'payoff'),
      column('Stake.resources', 'resources', 'money'),
      column('Custody.frozenUntil', 'frozen', 'epochs'),
      column('Standing.violations', 'violations', 'count'),
      column('Standing.audits', 'audits', 'count'),
    ],
    levers: levers(),
    metrics: {
      giniCoefficient: { unit: 'share', doc: 'Inequality of resources.' },
      ringsFlagged: { unit: 'count', doc: 'Rings flagged in the epoch.' },
    },
    hasNetwork: false,
    warnings: [],
    ...over,
  }
}

const noise = (tick: number, salt: number) => {
  const wave = Math.sin(tick * 12.9898 + salt * 78.233) * 43758.5453
  return wave - Math.floor(wave) - 0.5
}

/** Rows of the series for ticks from `first` to before `end`; side B drifts away from tick 300 on. */
export function fakeRows(first: number, end: number, drift = 0): Float64Array {
  const rows = new Float64Array((end - first) * TICK_SERIES.length)
  for (let tick = first; tick < end; tick++) {
    const away = drift * Math.max(0, tick - 300)
    rows.set(
      [
        0.24 + 0.05 * Math.sin(tick / 55) + 0.012 * noise(tick, 1) - away * 0.0006,
        0.03 + 0.09 * Math.cos(tick / 90) + 0.01 * noise(tick, 2) + away * 0.0003,
        4200 + 420 * Math.sin(tick / 70) + 90 * noise(tick, 3) + away * 3,
        4000 + 300 * Math.sin(tick / 70),
        0.69 - tick * 0.00008 + 0.02 * noise(tick, 4),
        Math.min(731, Math.max(12, tick < 130 ? tick : 400 + tick * 0.8) + away),
      ],
      (tick - first) * TICK_SERIES.length,
    )
  }
  return rows
}

const EVENT_TEXTS: Readonly<Record<EventKind, string>> = {
  freeze: 'agent 15 902 frozen: toxicity 0.83 ≥ 0.60',
  release: 'agent 12 004 released',
  audit: 'audit of 18 204: violation, penalty 2.4',
  flag: 'ring of 6 flagged, pair z 4.1',
  lever: 'audit probability 0.08 → 0.12',
  boundary: '41 flows blocked at the boundary',
  epoch: 'epoch 41 ended: quality gap −0.031',
  population: '12 newcomers',
}

export function fakeEvents(count: number, ticks: number): readonly ShownEvent[] {
  const kinds = EVENT_KINDS
  return Array.from({ length: count }, (_, place) => {
    const kind = kinds[Math.floor((noise(place, 9) + 0.5) * kinds.length)] as EventKind
    return {
      side: 'a' as const,
      tick: Math.floor(((place + 1) / count) * ticks),
      kind,
      text: EVENT_TEXTS[kind],
      ...(['freeze', 'audit', 'release'].includes(kind) ? { agent: 18_204 } : {}),
    }
  })
}

export function fakeCard(agent: number, policy = 2): AgentCard {
  const field = (name: string, value: number, unit = 'level') => ({
    name,
    unit,
    doc: `The ${name} of an agent.`,
    values: [value],
  })
  return {
    agent,
    tick: 412,
    policy,
    entity: agent + 1,
    held: [],
    components: [
      {
        name: 'Standing',
        fields: [
          field('reputation', 0.71),
          field('toxicity', 0.57),
          field('violations', 3),
          field('audits', 9),
        ],
      },
      { name: 'Ledger', fields: [field('totalPayoff', 38.4), field('epochPayoff', 1.2)] },
      { name: 'Stake', fields: [field('resources', 106)] },
      { name: 'Custody', fields: [field('frozenUntil', 0)] },
    ],
    counterparties: [
      { agent: 18_377, policy: 2, interactions: 14, meanP: 0.31 },
      { agent: 19_021, policy: 2, interactions: 11, meanP: 0.28 },
      { agent: 2406, policy: 0, interactions: 3, meanP: 0.66 },
    ],
  }
}

export function fakeHistory(agent: number): AgentHistory {
  const ticks = Uint32Array.from({ length: 200 }, (_, row) => row * 2 + 14)
  return {
    agent,
    ticks,
    values: {
      'Standing.reputation': Float64Array.from(
        ticks,
        (tick) => 0.5 + 0.22 * Math.sin(tick / 160) + 0.01 * noise(tick, 5),
      ),
      'Ledger.totalPayoff': Float64Array.from(ticks, (tick) => tick * 0.09 + noise(tick, 6)),
    },
  }
}

export const fakeEpochs = (count: number): readonly EpochResult[] =>
  Array.from({ length: count }, (_, epoch) => ({
    epoch,
    metrics: { giniCoefficient: 0.2 + 0.002 * epoch, ringsFlagged: epoch % 5 },
    byType: {},
  }))

/** A store as it is in the middle of a run. */
export function fakeStore(ticks = 412): Store {
  const store = createStore({ a: new TickLog(), b: new TickLog() })
  store.society.value = fakeSociety()
  store.logs.a.write(0, fakeRows(0, ticks + 1))
  store.logVersion.value++
  store.tick.value = ticks
  store.latestTick.value = ticks
  store.epoch.value = Math.floor(ticks / 10)
  store.epochs.a.value = fakeEpochs(Math.floor(ticks / 10))
  store.counts.value = { a: { proposed: 9812, accepted: 6377, audited: 214, held: 731 }, b: undefined }
  store.census.value = { byPolicy: [12_400, 3400, 2200, 1200, 800], held: 731, flagged: 118 }
  store.flowCounts.value = { shown: 3000, total: 6377 }
  store.millisecondsPerTick.value = 8.2
  store.millisecondsPerFrame.value = 3.4
  store.events.value = fakeEvents(240, ticks)
  store.timings.value = fakeTimings()
  return store
}

function fakeTimings() {
  const row = (system: string, phase: string, milliseconds: number) => ({
    system,
    plugin: 'core',
    phase,
    cadence: 'tick' as const,
    milliseconds,
    rows: 1_000_000,
  })
  return [
    row('choosePartners', 'matching', 300),
    row('decide', 'behaviour', 520),
    row('score', 'scoring', 260),
    row('settle', 'payoffs', 180),
    row('audit', 'governance', 140),
    row('metrics', 'metrics', 90),
  ]
}

/** Answers pages of a table of as many agents as the society has, and remembers the orders. */
export function fakePages(): { loadPage: (order: TableOrder) => Promise<TablePage>; orders: TableOrder[] } {
  const orders: TableOrder[] = []
  return {
    orders,
    loadPage: (order) => {
      orders.push(order)
      const total = order.agents?.length ?? 20_000
      return Promise.resolve({
        total,
        rows: Array.from({ length: Math.min(order.count, total - order.first) }, (_, row) => ({
          agent: order.first + row,
          policy: row % 5,
          flags: row % 7 === 0 ? 1 : 0,
          values: order.paths.map((_, place) => row * 0.01 + place),
        })),
      })
    },
  }
}
