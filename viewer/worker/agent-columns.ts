import { Record as Tally } from '../../components/ledger.ts'
import { type ColumnArray, widthOf } from '../../engine/columns.ts'
import { snakeCase } from '../../engine/config.ts'
import { UserError } from '../../engine/errors.ts'
import { didYouMean } from '../../engine/nearest.ts'
import type { World } from '../../engine/world.ts'
import { QUERY_KEYWORDS } from '../interact/query.ts'
import type { ColumnFace } from '../protocol/host.ts'

/** A column of agents that can be shown: one that the world keeps, or one that is made from others when asked for. */
export interface AgentColumn {
  readonly face: ColumnFace
  /** Values of at least the agents that there are. What is made anew lies in one array, which the next call overwrites. */
  values(): ColumnArray
}

/** Short words that people write for columns besides those derived from their names. */
const ALIASES: Readonly<Record<string, string>> = {
  tox: 'Agent.toxicity',
  rep: 'Standing.reputation',
  payoff: 'Ledger.totalPayoff',
  stake: 'Stake.resources',
}

/** Columns that people look for first: they stand before the others wherever columns are listed. */
const LEADING: readonly string[] = [
  'Standing.reputation',
  'Agent.toxicity',
  'Ledger.totalPayoff',
  'Stake.resources',
]

/** Components that are told in words of their own: policies, or scratch that no digest sees. */
const LEFT_OUT: readonly string[] = ['Kind']

/** Columns of the agents of one world, and the words for them. */
export class AgentColumns {
  readonly faces: readonly ColumnFace[]
  /** Path by word, aliases among them. */
  readonly words: ReadonlyMap<string, string>
  readonly #columns = new Map<string, AgentColumn>()

  constructor(world: World) {
    const kept = keptColumns(world)
    const made = [toxicityColumn(world)]
    const fields = [...kept, ...made].map(({ path }) => path)
    const faceOf = ({ path, unit, doc, range, sight }: Omit<ColumnFace, 'word'>): ColumnFace => ({
      path,
      word: wordOf(path, fields),
      unit,
      doc,
      sight,
      ...(range === undefined ? {} : { range }),
    })
    for (const each of [...kept, ...made]) {
      this.#columns.set(each.path, { face: faceOf(each), values: each.values })
    }
    this.faces = [...this.#columns.values()].map(({ face }) => face).sort(byLead)
    const words = new Map(this.faces.map(({ word, path }) => [word, path]))
    for (const [alias, path] of Object.entries(ALIASES)) {
      if (this.#columns.has(path) && !words.has(alias)) words.set(alias, path)
    }
    this.words = words
  }

  /** Throws UserError naming the nearest path. */
  get(path: string): AgentColumn {
    const column = this.#columns.get(path)
    if (column) return column
    throw new UserError(path, 'no such column of agents', {
      hint: didYouMean(path, [...this.#columns.keys(), ...this.words.keys()]),
    })
  }
}

const byLead = (a: ColumnFace, b: ColumnFace): number => rankOf(a) - rankOf(b)
const rankOf = ({ path }: ColumnFace): number => {
  const place = LEADING.indexOf(path)
  return place === -1 ? LEADING.length : place
}

type Source = Omit<ColumnFace, 'word'> & Pick<AgentColumn, 'values'>

function keptColumns(world: World): Source[] {
  return world.layout.flatMap(({ path, component, field }): Source[] => {
    const shown = component.table === 'agent' && component.digested && widthOf(field) === 1
    if (!shown || LEFT_OUT.includes(component.name)) return []
    const { unit, doc, range, sight } = field
    const column = world.column(path)
    return [{ path, unit, doc, sight, ...(range ? { range } : {}), values: () => column }]
  })
}

/**
 * Toxicity of one agent: E[1 - p | accepted] over what it initiated, since the start. The circuit breaker keeps a toxicity of
 * its own, over the last ten outcomes of any kind, but only while it is switched on.
 */
function toxicityColumn(world: World): Source {
  const { accepted, initiatedSumP } = world.get(Tally)
  const { agentCount } = world.clock
  const toxicity = new Float64Array(accepted.length)
  return {
    path: 'Agent.toxicity',
    unit: 'probability',
    doc: 'Mean 1 - p of the accepted interactions that it initiated, since the start; none before the first.',
    range: [0, 1],
    sight: 'public',
    values() {
      const agents = agentCount[0]
      for (let agent = 0; agent < agents; agent++) {
        toxicity[agent] = accepted[agent] === 0 ? Number.NaN : 1 - initiatedSumP[agent] / accepted[agent]
      }
      return toxicity
    },
  }
}

/** The field in snake case where no other column has it, else component and field. */
function wordOf(path: string, paths: readonly string[]): string {
  const [component = '', field = ''] = path.split('.')
  const word = snakeCase(field)
  const isTaken =
    QUERY_KEYWORDS.includes(word) ||
    paths.some((other) => other !== path && snakeCase(other.split('.')[1] ?? '') === word)
  return isTaken ? `${snakeCase(component).replace(/^_/, '')}_${word}` : word
}
