import { CustodyReason } from '../../components/codes.ts'
import { Breaker, Custody } from '../../components/custody.ts'
import type { World } from '../../engine/world.ts'
import { ringMean } from '../../formulas/levers.ts'
import { counted, inWords } from './wording.ts'

/** Says why an agent is held, a phrase for each reason with the figures behind it. */
export type ExplainCustody = (agent: number, reasons?: number) => string[]

export function bindCustodyWords(world: World): ExplainCustody {
  const { reasons } = world.get(Custody)
  const breaker = bindBreakerWords(world)
  const quarantine = bindQuarantineWords(world)
  const sybil = bindSybilWords(world)
  const explain = [
    { bit: CustodyReason.breaker, words: breaker },
    { bit: CustodyReason.quarantine, words: quarantine },
    { bit: CustodyReason.sybil, words: sybil },
    {
      bit: CustodyReason.incoherence,
      words: () => 'incoherence breaker: its interactions were too uncertain',
    },
    { bit: CustodyReason.departed, words: () => 'departed for good' },
  ]
  return (agent, why = reasons[agent] as number) =>
    explain.filter(({ bit }) => (why & bit) !== 0).map(({ words }) => words(agent))
}

function bindBreakerWords(world: World): (agent: number) => string {
  const { window, length, head, violations, freezeUntil } = world.get(Breaker)
  const threshold = world.parameterView('governance.freeze_threshold_toxicity')
  const width = window.length / Math.max(1, length.length)
  return (agent) => {
    const size = length[agent] as number
    const toxicity = ringMean(window, agent * width, width, head[agent] as number, size)
    const until = freezeUntil[agent] as number
    return (
      `circuit breaker: mean toxicity ${inWords(toxicity)} of its last ${counted(size, 'interaction')}, ` +
      `threshold ${inWords(threshold[0] as number)}; ${counted(violations[agent] as number, 'violation')}` +
      (until < 0 ? '' : `; until epoch ${inWords(until)}`)
    )
  }
}

/** What mechanisms keep is found by path: a world has it while the mechanism is on. */
const columnOf = (world: World, path: string): ArrayLike<number> | undefined =>
  world.layout.some((slot) => slot.path === path) ? world.column(path) : undefined

function bindQuarantineWords(world: World): (agent: number) => string {
  const level = columnOf(world, 'Threat.level')
  const since = columnOf(world, 'Threat.quarantined')
  return (agent) => {
    const tick = since?.[agent] ?? 0
    const figures = level ? `: threat ${inWords(level[agent] as number)}` : ''
    return `quarantined by the security lever${figures}${tick > 0 ? `; since tick ${inWords(tick - 1)}` : ''}`
  }
}

function bindSybilWords(world: World): (agent: number) => string {
  const size = columnOf(world, 'SybilSuspicion.clusterSize')
  const cluster = columnOf(world, 'SybilSuspicion.cluster')
  return (agent) => {
    const members = size?.[agent] ?? 0
    if (members === 0) return 'held by the Sybil lever'
    return `held by the Sybil lever: behaves as one with ${counted(members - 1, 'other identity', 'other identities')}, cluster of #${(cluster?.[agent] as number) - 1}`
  }
}
