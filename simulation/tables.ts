import { chunksOf } from '../engine/block.ts'
import type { Plan, TableSize } from '../engine/plugin.ts'

const MEMORY_SLOTS = 6
const MEMORY_SLOTS_MAX = 256
/** Proposals of sequential turns that may wait at once, per agent. */
const PROPOSALS_PER_AGENT = 2
const PROPOSALS_MIN = 64
/** Ballots kept at most, which bounds the posts that the feed keeps in a large population. */
const BALLOTS_MAX = 1_048_576
const POSTS_MIN = 64
/** Sightings are kept up to this many words; beyond it adversaries judge by the rule alone. */
const SIGHTING_WORDS_MAX = 16_777_216

/** Rows of the core's tables: every one is sized from the scenario before anything is allocated. */
export function coreTables(plan: Plan, networked: boolean): Record<string, TableSize> {
  const { capacity } = plan
  const sequential = plan.value('turns') === 'sequential'
  const scanning = plan.value('partners.tie_break') === 'registration'
  const interactions = sequential ? PROPOSALS_PER_AGENT * capacity : capacity
  const slots =
    (plan.value('memory.slots') as number | null) ??
    (scanning ? Math.min(capacity, MEMORY_SLOTS_MAX) : MEMORY_SLOTS)
  const posts = postsOf(plan)
  return {
    agent: capacity,
    interaction: interactions,
    chunk: { rows: chunksOf(interactions), live: (world) => chunksOf(world.clock.agentCount[0]) },
    world: 1,
    journal: plan.value('journal.capacity') as number,
    acquaintance: { rows: capacity * slots, live: (world) => world.clock.agentCount[0] * slots },
    sighting: sightingWords(plan),
    roster: scanning || networked ? 0 : capacity,
    proposal: sequential ? PROPOSALS_PER_AGENT * capacity + PROPOSALS_MIN : 0,
    inbox: sequential ? capacity : 0,
    post: posts,
    ballot: posts * capacity,
    task: 0,
    bounty: 0,
    bid: 0,
    escrow: 0,
  }
}

/** Posts that the feed keeps: all that a run can make by the limit it starts with, as far as its ballots fit. */
function postsOf(plan: Plan): number {
  if (plan.value('feed.enabled') !== true || plan.capacity === 0) return 0
  const made = plan.capacity * (plan.value('rate_limits.posts_per_epoch') as number) * plan.epochs
  return Math.max(POSTS_MIN, Math.min(made, Math.floor(BALLOTS_MAX / plan.capacity)))
}

function sightingWords(plan: Plan): number {
  if (plan.value('observation.type_visible') !== true) return 0
  const watchers = (plan.members.get('adversarial') ?? 0) + (plan.members.get('adaptiveAdversary') ?? 0)
  const words = watchers * Math.ceil(plan.capacity / 32)
  return words > SIGHTING_WORDS_MAX ? 0 : words
}
