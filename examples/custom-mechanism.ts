import {
  createSimulation,
  defineComponent,
  defineMetric,
  defineParameters,
  definePlugin,
  defineSystem,
  f64,
  flag,
  number,
  Parties,
  Stake,
  Status,
  Verdict,
} from '../simulation/index.ts'

/**
 * Tutorial 3: a mechanism of your own, a deposit.
 *
 * Whoever proposes an interaction locks a deposit, which comes back as the epoch ends. Together with staking it rations
 * the busy: an agent whose free money falls below the minimum stake has to sit out the rest of the epoch.
 *
 * A mechanism is a plugin like the core: it brings parameters, columns, systems and metrics, and the core does not know
 * its name. Its systems find their place by `after` and `before`; two that touch the same columns and that nothing
 * orders are refused when the schedule is built.
 *
 * Run it: node scripts/run.mjs examples/custom-mechanism.ts
 */

// 1. Parameters: a section of the scenario file. They are checked, documented and movable like those of the core.
const depositParameters = defineParameters('deposit', {
  enabled: flag({ default: false, doc: 'Whether proposers lock a deposit.' }),
  amount: number({ unit: 'money', range: [0, 1000], default: 5, doc: 'Money locked for each interaction.' }),
})

// 2. Columns: what agents have locked, and what each interaction of the tick locked.
export const Deposit = defineComponent('Deposit', {
  held: f64({ unit: 'money', range: [0, Infinity], sight: 'own', doc: 'Locked until the epoch ends.' }),
})
const Pledge = defineComponent(
  'Pledge',
  {
    amount: f64({
      unit: 'money',
      range: [0, Infinity],
      sight: 'public',
      doc: 'Deposit of this interaction.',
    }),
  },
  { table: 'interaction' },
)

// 3. Systems. What they read and write is declared; `get` refuses anything else.
/** Locks a deposit for each finished interaction, as far as its initiator can pay. Reads Parties, Verdict. Writes Stake, Deposit, Pledge. */
const lockSystem = defineSystem({
  name: 'deposit-lock',
  phase: 'settlement',
  every: 'interaction',
  after: ['settlement'],
  reads: [Parties, Verdict],
  writes: [Stake, Deposit, Pledge],
  doc: 'Moves the deposit of each finished interaction out of reach.',
  bind(access) {
    const { initiator } = access.get(Parties)
    const { status } = access.get(Verdict)
    const { resources } = access.get(Stake)
    const { held } = access.get(Deposit)
    const { amount: pledged } = access.get(Pledge)
    const { enabled, amount } = access.parameters(depositParameters)
    return (first, end) => {
      for (let row = first; row < end; row++) {
        pledged[row] = 0
        const finished = status[row] !== Status.void && status[row] !== Status.expired
        const agent = initiator[row]
        if (enabled[0] === 0 || !finished || resources[agent] < amount[0]) continue
        resources[agent] -= amount[0]
        held[agent] += amount[0]
        pledged[row] = amount[0]
      }
    }
  },
})

/** Gives every deposit back. Reads and writes Stake, Deposit. */
const releaseSystem = defineSystem({
  name: 'deposit-release',
  phase: 'epoch-end',
  every: 'epoch-end',
  before: ['redistribution'],
  reads: [],
  writes: [Stake, Deposit],
  doc: 'Returns deposits as an epoch ends.',
  bind(access) {
    const { resources } = access.get(Stake)
    const { held } = access.get(Deposit)
    return (first, end) => {
      for (let agent = first; agent < end; agent++) {
        resources[agent] += held[agent]
        held[agent] = 0
      }
    }
  },
})

// 4. A metric: sums over the interactions of an epoch, and from them the columns of its results row.
const deposits = defineMetric({
  name: 'deposits',
  doc: 'Deposits locked over an epoch.',
  sums: ['locked'],
  columns: { depositsLocked: { unit: 'money', doc: 'Deposits locked in the epoch.' } },
  reads: [Pledge],
  bind(access) {
    const { amount } = access.get(Pledge)
    return {
      observe(first, end, sums) {
        for (let row = first; row < end; row++) sums[0] += amount[row]
      },
      report: ({ locked }) => ({ depositsLocked: locked }),
    }
  },
})

// 5. The plugin.
export const depositPlugin = definePlugin('deposit', depositParameters, (app) =>
  app.needs('core').components(Deposit, Pledge).systems(lockSystem).systems(releaseSystem).metrics(deposits),
)

/** One run, with or without the deposit. Payoffs stay on paper here, so that money can only move, never be made. */
async function run(enabled: boolean) {
  const simulation = await createSimulation(
    {
      id: 'deposit',
      agents: [
        { type: 'honest', count: 40 },
        { type: 'opportunistic', count: 20 },
      ],
      parameters: {
        'deposit.enabled': enabled,
        'deposit.amount': 20,
        'governance.staking_enabled': true,
        'governance.min_stake_to_participate': 50,
        'payoff.credit_resources': false,
      },
      epochs: 4,
    },
    { plugins: [depositPlugin] },
  )
  for (let tick = 0; tick < 15; tick++) simulation.tick()
  const owned = (component: 'Stake.resources' | 'Deposit.held') =>
    Array.from(simulation.world.column(component)).reduce((sum, money) => sum + money, 0)
  const midEpoch = { free: owned('Stake.resources'), locked: owned('Deposit.held') }
  const { summary } = await simulation.run()
  const end = { free: owned('Stake.resources'), locked: owned('Deposit.held') }
  const placed = simulation.systems.map(({ name }) => name)
  return { midEpoch, end, metrics: summary.metrics, placed }
}

export async function main(print: (line: string) => void = console.log) {
  const [open, rationed] = [await run(false), await run(true)]
  for (const [name, { metrics }] of Object.entries({ open, rationed })) {
    print(`${name}: ${metrics['totalInteractions']} interactions, ${metrics['depositsLocked']} money locked`)
  }
  print(`in mid-epoch ${rationed.midEpoch.free} free and ${rationed.midEpoch.locked} locked`)
  print(`at the end ${rationed.end.free} free and ${rationed.end.locked} locked`)
  return { open, rationed }
}

if (process.argv[1]?.endsWith('custom-mechanism.ts')) await main()
