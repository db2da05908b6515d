import { UserError } from '../../engine/errors.ts'
import { type AgentGroup, populationOf, type Scenario } from '../../simulation/scenario.ts'
import type { Attack } from './library.ts'

/** Agents of a scenario for which there is one cell of attackers. */
export const AGENTS_PER_CELL = 50

/** A scenario under attack and its control: equal but for who sits in some rows. */
export interface Siege {
  readonly attack: Scenario
  readonly control: Scenario
  /** Rows of the attackers, and in the control of the honest agents in their place. */
  readonly rows: readonly number[]
}

/** Cells of attackers that a population gets when nobody says otherwise: one for every fifty agents, at least one. */
export const cellsFor = (population: number): number => Math.max(1, Math.round(population / AGENTS_PER_CELL))

/** @throws UserError when nobody is there to be attacked */
export function refuseNobody(scenario: Scenario): void {
  if (populationOf(scenario) > 0) return
  throw new UserError('agents', 'the scenario has no agents that could be attacked')
}

/**
 * Adds attackers to a scenario, cell by cell, at even distances among its agents; in the control they are honest agents like
 * those of the scenario's first honest group. Seeds and rows are the same, so that both draw the same random numbers.
 * Along a network given by hand, whoever is added has the ties of the agent behind it, and ties within its cell.
 */
export function besiege(scenario: Scenario, { policy, cellSize, config = {} }: Attack, cells: number): Siege {
  refuseNobody(scenario)
  const population = populationOf(scenario)
  const starts = Array.from({ length: cells }, (_, cell) => Math.floor((cell * population) / cells))
  const honest = scenario.agents.find(({ type }) => type === 'honest')
  const initial = honest?.initial ?? {}
  const attackers: AgentGroup = {
    type: policy,
    count: cellSize,
    config: { ...config, cell_size: cellSize },
    initial,
  }
  const replacement: AgentGroup = { type: 'honest', count: cellSize, config: honest?.config ?? {}, initial }
  const parameters = { ...scenario.parameters, 'redteam.enabled': true }
  const edges = shiftEdges(scenario.edges, starts, cellSize)
  const manned = (group: AgentGroup): Scenario => ({
    ...scenario,
    parameters,
    edges,
    successCriteria: {},
    agents: insertGroups(scenario.agents, starts, group),
  })
  const rows = starts.flatMap((start, cell) =>
    Array.from({ length: cellSize }, (_, place) => start + cell * cellSize + place),
  )
  return { attack: manned(attackers), control: manned(replacement), rows }
}

/** Groups with another one put before each of some rows, which come in rising order. */
function insertGroups(
  groups: readonly AgentGroup[],
  starts: readonly number[],
  inserted: AgentGroup,
): AgentGroup[] {
  const result: AgentGroup[] = []
  let row = 0
  let next = 0
  for (const group of groups) {
    let left = group.count
    for (; next < starts.length && (starts[next] as number) < row + left; next++) {
      const before = (starts[next] as number) - row
      if (before > 0) result.push({ ...group, count: before })
      result.push(inserted)
      row += before
      left -= before
    }
    if (left > 0 || group.count === 0) result.push({ ...group, count: left })
    row += left
  }
  return result
}

type Edge = readonly [number, number]

function shiftEdges(edges: readonly Edge[], starts: readonly number[], cellSize: number): Edge[] {
  if (edges.length === 0) return []
  const shifted = (row: number) => row + cellSize * starts.filter((start) => start <= row).length
  const moved = edges.map(([one, other]): Edge => [shifted(one), shifted(other)])
  const added = starts.flatMap((start, cell) => {
    const first = start + cell * cellSize
    const model = shifted(start)
    const neighbours = moved.flatMap(([one, other]) =>
      one === model ? [other] : other === model ? [one] : [],
    )
    return Array.from({ length: cellSize }, (_, place) => first + place).flatMap((row): Edge[] => [
      ...neighbours.map((other): Edge => [row, other]),
      ...Array.from({ length: cellSize - (row - first) - 1 }, (_, step): Edge => [row, row + step + 1]),
    ])
  })
  return [...moved, ...added]
}
