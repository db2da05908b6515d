import type { ParameterValue } from '../../engine/config.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { createSimulation } from '../../simulation/create.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'
import type { Push, SideFrame } from '../../viewer/protocol/host.ts'
import { Session, type SessionOptions } from '../../viewer/worker/session.ts'
import { TOWN_PARAMETERS } from '../kit/a-simulation.ts'

export type FramePush = Extract<Push, { push: 'frame' }>

/** A session whose page hands every buffer back at once and keeps what it was told. */
export class Visit {
  readonly session: Session
  readonly pushes: Push[] = []
  /** Whether buffers go back. */
  returns = true
  readonly kept: ArrayBuffer[] = []

  constructor(options: SessionOptions = {}) {
    this.session = new Session(
      (push) => {
        this.pushes.push(push)
        if (push.push !== 'frame') return
        if (this.returns) queueMicrotask(() => this.session.giveBack(push.buffer))
        else this.kept.push(push.buffer)
      },
      { framesPerSecond: Number.POSITIVE_INFINITY, ...options },
    )
  }

  get frames(): FramePush[] {
    return this.pushes.filter((push) => push.push === 'frame')
  }

  get lastFrame(): FramePush {
    return this.frames.at(-1) as FramePush
  }

  frameOf(side: 'a' | 'b'): SideFrame {
    return this.lastFrame.frames.find((each) => each.side === side) as SideFrame
  }

  /** Resolves when a condition holds, looked at between the session's pieces of work. */
  async until(holds: () => boolean): Promise<void> {
    for (let turn = 0; turn < 100_000; turn++) {
      if (holds()) return
      await new Promise((resume) => setImmediate(resume))
    }
    throw new Error('it never came to pass')
  }

  /** Plays until the scenario is over. */
  async playOut(ticksPerFrame: number | 'max' = 3): Promise<void> {
    await this.session.play({ ticksPerFrame })
    await this.until(() => this.pushes.some((push) => push.push === 'playing' && push.ended))
  }
}

/** Five types in a dynamic small world with every lever on, and mechanisms besides. */
export const TOWN: ScenarioInput = {
  id: 'town',
  seed: 'seven',
  epochs: 6,
  stepsPerEpoch: 5,
  agents: [
    { type: 'honest', count: 60 },
    { type: 'opportunistic', count: 15 },
    { type: 'deceptive', count: 12 },
    { type: 'adversarial', count: 8 },
    { type: 'adaptive_adversary', count: 5 },
  ],
  parameters: TOWN_PARAMETERS,
  interventions: [{ epoch: 3, set: { 'governance.transaction_tax_rate': 0.2 } }],
}

export const FULL_TOWN: ScenarioInput = {
  ...TOWN,
  id: 'full town',
  agents: [
    ...(TOWN.agents ?? []),
    { type: 'colluder', count: 8 },
    { type: 'exfiltrator', count: 5 },
    { type: 'sybil_operator', count: 3 },
  ],
  parameters: {
    ...TOWN.parameters,
    'boundary.enabled': false,
    'network.enabled': false,
    'network.dynamic': false,
    'governance.collusion_detection_enabled': true,
    'border.enabled': true,
    'feed.enabled': true,
    'identity.enabled': true,
    'marketplace.enabled': true,
    'security.enabled': true,
    'sybil.enabled': true,
    'turnover.enabled': true,
    'votes.enabled': true,
  },
}

export interface Move {
  readonly tick: number
  readonly path: string
  readonly value: ParameterValue
}

/** Digest of a run straight to a tick, with levers moved on the way. */
export async function straightDigest(
  scenario: ScenarioInput,
  tick: number,
  moves: readonly Move[] = [],
): Promise<string> {
  const simulation = await createSimulation(scenario, { plugins: mechanisms })
  for (let at = 0; ; at++) {
    for (const move of moves) if (move.tick === at) simulation.set(move.path, move.value)
    if (at === tick) break
    simulation.tick()
  }
  const digest = simulation.digest()
  simulation.dispose()
  return digest
}
