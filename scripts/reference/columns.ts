import { type Component, widthOf } from '../../engine/columns.ts'
import { resolveScenario, vocabulary } from '../../simulation/index.ts'
import { Simulation } from '../../simulation/simulation.ts'
import { code, interval, page, table } from './markdown.ts'

/** What a row of each table is; tables of policies are described together. */
const TABLES: Readonly<Record<string, string>> = {
  agent: 'One row an agent, in the order of the scenario; agents that are spawned come after.',
  interaction:
    'A pool that is filled anew in every tick; chunk `c` holds its interactions at the front of rows 1,024 `c` up.',
  chunk: 'One row a chunk of 1,024 agents.',
  world: 'One row.',
  policies: 'One row a policy, in name order.',
  metric: 'One row a running sum of a metric.',
  metricChunk: 'Those of a tick, chunk after chunk.',
  acquaintance: 'A fixed number of records an agent: those of agent `a` are rows `a` × records up.',
  dealing:
    'Further records of agents whose policy keeps them, policy by policy, one for each of their acquaintances.',
  roster: 'Lists of agents; empty where there is a network or partners are told apart by registration.',
  sighting: 'Bit sets of adversaries, where types are visible.',
  journal: 'A ring of events.',
  proposal: 'Proposals that wait; sequential turns only.',
  inbox: 'One row an agent; sequential turns only.',
  post: 'Posts that the feed keeps; none without a feed.',
  ballot: 'Votes, by post row and agent.',
  neighbours: 'One row an agent and one more, where there is a network.',
  edge: 'Half-edges of the network, by agent.',
  edgeWeight: 'Weights of half-edges, where the network is dynamic.',
  edgeOverflow: 'Edges made in this epoch that wait for room, where the network is dynamic.',
  edgeOverflowSlot: 'A hash table over the overflow list.',
  task: 'Tasks; none without a market.',
  bounty: 'Bounties; none without a market.',
  bid: 'Bids; none without a market.',
  escrow: 'Escrows; none without a market.',
}

/** Every component of the core and its policies, table by table. */
export function columnsPage(): string {
  const { layout } = new Simulation(resolveScenario({}, vocabulary()), {}).world
  const components = new Map(layout.map(({ component }) => [component.name, component]))
  const along = (name: string) => [...components.values()].filter((component) => component.table === name)
  const policies = [...components.values()].filter((component) => component.table.startsWith('policy:'))
  const known = Object.entries(TABLES).map(([name, doc]) => section(`Table ${code(name)}`, doc, along(name)))
  const left = [...components.values()].filter(
    (component) => !(component.table in TABLES) && !policies.includes(component),
  )
  if (left.length > 0) throw new Error(`say in TABLES what a row of ${left[0]?.table} is`)
  return page(
    'Columns',
    [
      'A component is columns and nothing else. A path such as `Standing.reputation` names one column: frames, tests and',
      'snapshots use it. *Sight* says which policies may read a column: `public` all of them, `own` an agent about itself,',
      '`hidden` none. Scratch and logs are left out of the digest.',
    ].join('\n'),
    ...known,
    section('Tables of policies', 'One row a member of the policy: its parameters and its state.', policies),
  )
}

function section(title: string, doc: string, components: readonly Component[]): string {
  return [`## ${title}`, doc, ...components.map(componentSection)].join('\n\n')
}

function componentSection({ name, fields, digested, table: along }: Component): string {
  const where = along.startsWith('policy:') ? `, table ${code(along)}` : ''
  const rows = Object.entries(fields).map(([field, declared]) => [
    code(field),
    widthOf(declared) === 1 ? declared.kind : `${declared.kind} × ${widthOf(declared)}`,
    declared.unit,
    declared.range ? interval(declared.range) : '',
    declared.sight,
    declared.doc,
  ])
  return [
    `### ${name}${where}${digested ? '' : ' (not in the digest)'}`,
    table(['column', 'kind', 'unit', 'range', 'sight', 'what it is'], rows),
  ].join('\n\n')
}
