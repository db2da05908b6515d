/**
 * What other programs do, as measured once on a machine of the same kind (two cores of AMD Zen 4, CPU time, medians of three
 * runs). The peer is the Python implementation that came with the whitepaper, at that commit, governance on, its event
 * log off. The other is one tick of the core rules, every agent proposing, in vectorised NumPy.
 */

/** By population of a mixed society: interactions per second, and turns of agents per second. */
export const PYTHON_PEER = [
  { agents: 5, interactionsPerSecond: 1456, turnsPerSecond: 10_373 },
  { agents: 50, interactionsPerSecond: 694, turnsPerSecond: 5539 },
  { agents: 200, interactionsPerSecond: 497, turnsPerSecond: 3917 },
  { agents: 1000, interactionsPerSecond: 217, turnsPerSecond: 1351 },
] as const

/** By population: nanoseconds per interaction, which here is per agent and tick. */
export const NUMPY = [
  { agents: 200, nanoseconds: 570 },
  { agents: 1000, nanoseconds: 182 },
  { agents: 10_000, nanoseconds: 91 },
  { agents: 100_000, nanoseconds: 116 },
  { agents: 1_000_000, nanoseconds: 179 },
] as const

/** The population at which the peer is compared. */
export const PEER_AGENTS = 200
export const PEER_INTERACTIONS_PER_SECOND = 497
