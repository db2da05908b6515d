import { Status } from '../../../components/codes.ts'
import type { ParameterValue } from '../../../engine/config.ts'
import { collusion } from '../../../mechanisms/collusion/index.ts'
import type { ScenarioInput } from '../../../simulation/scenario.ts'
import type { Simulation } from '../../../simulation/simulation.ts'
import { aSimulation, putInteractions } from '../../kit/a-simulation.ts'

type Parameters = Readonly<Record<string, ParameterValue>>

/** A simulation with the mechanism on. */
export const watched = (
  agents: Readonly<Record<string, number>>,
  parameters: Parameters = {},
  more: Partial<ScenarioInput> = {},
): Simulation =>
  aSimulation(agents, { 'governance.collusion_detection_enabled': true, ...parameters }, more, {
    plugins: [collusion],
  })

/** An interaction as the mechanism sees it. */
export interface Deal {
  readonly initiator: number
  readonly counterparty: number
  readonly p?: number
  readonly accepted?: boolean
  readonly transfer?: number
}

/** Records deals as if a tick had brought them. */
export function deal(simulation: Simulation, deals: readonly Deal[]): void {
  const { length } = simulation.world.column('Parties.initiator')
  for (let first = 0; first < deals.length; first += length) {
    putInteractions(
      simulation,
      deals.slice(first, first + length).map(({ accepted = true, ...rest }) => ({
        ...rest,
        status: accepted ? Status.accepted : Status.declined,
      })),
    )
    simulation.runSystem('collusion-record')
  }
}

/** Begins the next epoch: the past is judged and what leaves the window forgotten. */
export function nextEpoch(simulation: Simulation): void {
  const { epoch } = simulation.world.clock
  epoch[0] = (epoch[0] as number) + 1
  for (const system of ['collusion-analysis', 'collusion-truth', 'collusion-window']) {
    simulation.runSystem(system)
  }
}

export interface PairRow {
  readonly low: number
  readonly high: number
  readonly interactions: number
  readonly score: number
  readonly chance: number
  readonly suspicious: boolean
}

/** Pairs with interactions that are judged, lowest first. */
export function pairsOf({ world }: Simulation): PairRow[] {
  const entry = world.column('CollusionPair.entry')
  const of = (path: string, row: number) => world.column(path)[row] as number
  const rows = Array.from({ length: entry.length / 4 }, (_, row) => row)
  return rows
    .filter((row) => (entry[4 * row + 2] as number) > 0)
    .map((row) => ({
      low: (entry[4 * row] as number) - 1,
      high: entry[4 * row + 1] as number,
      interactions: entry[4 * row + 2] as number,
      score: of('CollusionPair.score', row),
      chance: of('CollusionPair.chance', row),
      suspicious: of('CollusionPair.suspicious', row) === 1,
    }))
    .sort((a, b) => a.low - b.low || a.high - b.high)
}

/** The same deal some times over. */
export const times = (count: number, one: Deal): Deal[] => Array.from({ length: count }, () => one)
