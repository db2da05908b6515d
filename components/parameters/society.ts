import { choice, defineParameters, flag, number } from '../../engine/config.ts'

const positive = [0, Number.POSITIVE_INFINITY] as const

export const scheduleParameters = defineParameters('schedule', {
  mode: choice(['random', 'round_robin', 'priority'], {
    default: 'random',
    reference: 'round_robin',
    doc: 'Order of sequential turns: shuffled each tick, as registered, or by reputation.',
  }),
  maxActionsPerStep: number({
    unit: 'count',
    range: [1, 4_294_967_295],
    integer: true,
    default: null,
    reference: 20,
    doc: 'Successful actions after which a sequential tick gives no more turns; null for no limit.',
  }),
})

export const proposalParameters = defineParameters('proposals', {
  expireAfter: number({
    unit: 'ticks',
    range: [1, 4_294_967_295],
    integer: true,
    default: 1,
    reference: null,
    doc: 'Ticks after which an unanswered proposal of sequential turns expires; null for never.',
  }),
})

export const partnerParameters = defineParameters('partners', {
  tieBreak: choice(['random', 'registration'], {
    default: 'random',
    reference: 'registration',
    live: false,
    doc: 'How equals are told apart. By registration, every agent looks at all others: use it for small populations.',
  }),
})

export const observationParameters = defineParameters('observation', {
  typeVisible: flag({
    default: false,
    reference: true,
    live: false,
    doc: 'Whether agents see the types of others.',
  }),
  allyRingSize: number({
    unit: 'count',
    range: [1, 4_294_967_295],
    integer: true,
    default: 5,
    live: false,
    doc: 'Adversaries know one another from the start in rings of this many; 1 for none.',
  }),
})

export const policyParameters = defineParameters('policy', {
  idleBountyTurns: flag({
    default: false,
    reference: true,
    doc: 'Whether agents try to post bounties where there is no task market, which loses the turn.',
  }),
})

export const adaptiveParameters = defineParameters('adaptive', {
  live: flag({
    default: true,
    reference: false,
    live: false,
    doc: 'Whether adaptive adversaries attack and learn, or lie low for ever.',
  }),
})

export const memoryParameters = defineParameters('memory', {
  slots: number({
    unit: 'count',
    range: [1, 1024],
    integer: true,
    default: null,
    live: false,
    doc: 'Partners that an agent remembers; null for 6, or for everyone up to 256 where partners are told apart by registration.',
  }),
})

const limit = (standard: number, what: string, highest = 65_535) =>
  number({
    unit: 'count',
    range: [0, highest],
    integer: true,
    default: standard,
    doc: `${what} that an agent may make.`,
  })

export const rateLimitParameters = defineParameters('rate_limits', {
  postsPerEpoch: limit(10, 'Posts per epoch'),
  interactionsPerStep: limit(5, 'Proposals per tick', 255),
  votesPerEpoch: limit(50, 'Votes per epoch'),
  tasksPerEpoch: limit(3, 'Claims of tasks per epoch'),
  bountiesPerEpoch: limit(3, 'Bounties per epoch'),
  bidsPerEpoch: limit(5, 'Bids per epoch'),
})

export const feedParameters = defineParameters('feed', {
  enabled: flag({
    default: false,
    reference: true,
    live: false,
    doc: 'Whether there is a feed of posts and votes.',
  }),
  showVotes: flag({
    default: true,
    reference: false,
    doc: 'Whether readers see how others voted; without it every rule about votes takes a post for one without any.',
  }),
})

export const networkParameters = defineParameters('network', {
  enabled: flag({ default: false, live: false, doc: 'Whether agents meet along a network only.' }),
  topology: choice(
    ['complete', 'ring', 'star', 'random_erdos_renyi', 'small_world', 'scale_free', 'custom'],
    { default: 'complete', live: false, doc: 'Form of the network at the start.' },
  ),
  edgeProbability: number({
    unit: 'probability',
    range: [0, 1],
    default: 0.5,
    live: false,
    doc: 'Probability of an edge (random_erdos_renyi).',
  }),
  kNeighbors: number({
    unit: 'count',
    range: [2, 4_294_967_295],
    integer: true,
    default: 4,
    live: false,
    doc: 'Neighbours on the ring lattice (small_world).',
  }),
  rewireProbability: number({
    unit: 'probability',
    range: [0, 1],
    default: 0.1,
    live: false,
    doc: 'Probability that a lattice edge is rewired (small_world).',
  }),
  mEdges: number({
    unit: 'count',
    range: [1, 4_294_967_295],
    integer: true,
    default: 2,
    live: false,
    doc: 'Edges of each newcomer (scale_free).',
  }),
  dynamic: flag({ default: false, live: false, doc: 'Whether edges grow by use, fade and vanish.' }),
  edgeStrengthenRate: number({
    unit: 'weight',
    range: positive,
    default: 0.1,
    doc: 'Weight that an accepted interaction adds.',
  }),
  edgeDecayRate: number({
    unit: 'share',
    range: [0, 1],
    default: 0.05,
    doc: 'Share of weight lost at an epoch’s end.',
  }),
  minEdgeWeight: number({
    unit: 'weight',
    range: positive,
    default: 0.1,
    doc: 'Edges below vanish at an epoch’s end.',
  }),
  maxEdgeWeight: number({
    unit: 'weight',
    range: positive,
    default: 1,
    doc: 'Weight at which an edge stops growing.',
  }),
  reputationDisconnectThreshold: number({
    unit: 'score',
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    default: null,
    doc: 'Agents below this reputation lose their edges at an epoch’s end; null for never.',
  }),
})

export const boundaryParameters = defineParameters('boundary', {
  enabled: flag({
    default: false,
    doc: 'Whether interactions may cross the boundary of the sandbox (§9, §14).',
  }),
  crossingProbability: number({
    unit: 'probability',
    range: [0, 1],
    default: 0.05,
    doc: 'Share of accepted interactions that try to cross.',
  }),
  crossingsPerWindow: number({
    unit: 'count',
    range: [0, 65_535],
    integer: true,
    default: 5,
    doc: 'Crossings that an agent may make in a window.',
  }),
  windowTicks: number({
    unit: 'ticks',
    range: [1, 4_294_967_295],
    integer: true,
    default: 10,
    doc: 'Length of the window.',
  }),
  maxSensitivity: number({
    unit: 'score',
    range: [0, 1],
    default: 0.8,
    doc: 'Flows of higher sensitivity are refused.',
  }),
  contagionRate: number({
    unit: 'probability',
    range: [0, 1],
    default: 0.05,
    doc: 'Base contagion rate r_c (§14).',
  }),
  basePermeability: number({
    unit: 'probability',
    range: [0, 1],
    default: 0.5,
    doc: 'Permeability π without threat, at full trust (§14).',
  }),
  adaptive: flag({ default: true, doc: 'Whether threat and distrust tighten permeability.' }),
  threatSensitivity: number({
    unit: 'factor',
    range: positive,
    default: 1,
    doc: 'How strongly threat tightens permeability.',
  }),
  spilloverAmplification: number({
    unit: 'factor',
    range: positive,
    default: 1.5,
    doc: 'Harm outside for harm inside.',
  }),
  threatSmoothing: number({
    unit: 'share',
    range: [0, 1],
    default: 0.1,
    doc: 'Weight of a tick in the moving average of harm that is the threat level.',
  }),
})

export const metricParameters = defineParameters('metrics', {
  warmUpEpochs: number({
    unit: 'epochs',
    range: [0, 4_294_967_295],
    integer: true,
    default: 0,
    doc: 'First epochs that summaries leave out.',
  }),
  calibrationBins: number({
    unit: 'count',
    range: [1, 100],
    integer: true,
    default: 10,
    live: false,
    doc: 'Bins of the expected calibration error.',
  }),
  seriesShare: number({
    unit: 'share',
    range: [0, 1],
    default: 0,
    live: false,
    doc: 'Share of each policy’s agents whose columns are recorded every epoch.',
  }),
})

export const journalParameters = defineParameters('journal', {
  capacity: number({
    unit: 'rows',
    range: [0, 16_777_216],
    integer: true,
    default: 4096,
    live: false,
    doc: 'Events that the journal holds; older ones are overwritten.',
  }),
  interactions: flag({
    default: false,
    doc: 'Whether every finished interaction is an event, besides those of governance.',
  }),
})

export const randomParameters = defineParameters('random', {
  rounds: number({
    unit: 'count',
    range: [12, 20],
    integer: true,
    default: 12,
    live: false,
    doc: 'Rounds of Threefry4x32 behind every draw.',
  }),
})
