import { describe, expect, it } from 'vitest'
import { Kind } from '../../../components/agent.ts'
import { Action, AgentType } from '../../../components/codes.ts'
import { Intent, Offer } from '../../../components/intent.ts'
import { Parties } from '../../../components/interaction.ts'
import { defineComponent, f64, u8 } from '../../../engine/columns.ts'
import { defineParameters, number } from '../../../engine/config.ts'
import { definePlugin } from '../../../engine/plugin.ts'
import { definePolicy, deliberate } from '../../../engine/policy.ts'
import { mostFrequent } from '../../../formulas/ensemble.ts'
import { EnsembleVote, Focus } from '../../../mechanisms/incoherence/columns.ts'
import { mechanisms } from '../../../mechanisms/index.ts'
import { aSimulation } from '../../kit/a-simulation.ts'
import { rows } from '../../kit/rows.ts'
import { aMixedSociety, anErraticSociety, runOut } from './society.ts'

const diceParameters = defineParameters('agents.config', {
  faces: number({ unit: 'count', range: [1, 12], default: 4, doc: 'Sides of the die.' }),
})
const Dice = defineComponent(
  'Dice',
  {
    faces: f64({ unit: 'count', sight: 'own', doc: 'Sides of the die.' }),
    turns: u8({ unit: 'count', sight: 'own', doc: 'Turns taken.' }),
    last: f64({ unit: 'share', sight: 'own', doc: 'The last draw.' }),
  },
  { table: 'policy:dice' },
)

/** Rolls a die for its partner, and remembers how often and what it rolled. */
const dice = definePolicy({
  name: 'dice',
  key: 'dice',
  doc: 'Proposes to whom a die says.',
  type: AgentType.other,
  parameters: diceParameters,
  traits: Dice,
  remembers: false,
  own: [Kind],
  others: [],
  writes: [Intent, Offer],
  bind(access) {
    const { slot } = access.get(Kind)
    const { faces, turns, last } = access.get(Dice)
    const { action, target, kind, hostile, direction } = access.get(Intent)
    const { transfer } = access.get(Offer)
    return {
      act(agent, draws) {
        const row = slot[agent] as number
        turns[row] = (turns[row] as number) + 1
        last[row] = draws.next()[0] as number
        const face = Math.floor((last[row] as number) * (faces[row] as number))
        action[agent] = Action.proposeInteraction
        target[agent] = face === agent ? face + 1 : face
        kind[agent] = 0
        hostile[agent] = 0
        direction[agent] = 0
        transfer[0] = last[row] as number
      },
      consents: () => true,
    }
  },
})
const plugin = definePlugin('dice', [], (app) => app.needs('core').policies(dice))

const roll = (samples: number, agents = 200) =>
  aSimulation(
    { dice: agents },
    {
      'acceptance.mode': 'policy',
      'governance.self_ensemble_enabled': samples > 1,
      'governance.self_ensemble_samples': samples,
      'incoherence.enabled': true,
    },
    { epochs: 3, stepsPerEpoch: 5 },
    { plugins: [...mechanisms, plugin] },
  )

describe('a self-ensemble', () => {
  it('takes one turn, however often it draws, and keeps the winner’s state and money', () => {
    const society = roll(7)
    for (let tick = 1; tick <= 10; tick++) {
      society.tick()
      expect(new Set(rows(society.world, Dice, 'turns', 200))).toEqual(new Set([tick]))
      const { target } = society.world.get(Intent)
      const { initiator, transfer } = society.world.get(Parties)
      rows(society.world, Dice, 'last', 200).forEach((last, agent) => {
        const face = Math.floor(last * 4)
        expect(target[agent]).toBe(face === agent ? face + 1 : face)
        expect([initiator[agent], transfer[agent]]).toEqual([agent, last])
      })
    }
  })

  it('draws its first sample as it would have drawn alone', () => {
    const [alone, ensemble] = [roll(1), roll(2)]
    alone.tick()
    ensemble.tick()
    // Of two samples that differ the first wins, of two that agree as well.
    expect(rows(ensemble.world, Dice, 'last', 200)).toEqual(rows(alone.world, Dice, 'last', 200))
    expect(alone.world.get(EnsembleVote).samples[0]).toBe(0)
    expect(ensemble.world.get(EnsembleVote).samples[0]).toBe(2)
  })

  it('disagrees with itself as much as theory says', () => {
    const society = runOut(roll(2, 1000))
    // Two rolls of a die of four differ three times out of four: half of the samples are then not the mode.
    const disagreement = society.summary().metrics['ensembleDisagreement'] as number
    const deviation = Math.sqrt((0.75 * 0.25) / 15_000) / 2
    expect(Math.abs(disagreement - 0.375)).toBeLessThan(4 * deviation)
  })

  it('lets agents of every policy take one turn a tick', () => {
    const levers = { 'governance.self_ensemble_enabled': true, 'governance.self_ensemble_samples': 4 }
    const society = anErraticSociety(0.3, levers)
    for (let tick = 1; tick <= 6; tick++) {
      society.tick()
      expect(new Set(rows(society.world, Focus, 'turns', 100))).toEqual(new Set([tick]))
    }
    // A cooldown of two turns, set by an attack, is counted down once a turn, and an attack comes every other turn at most.
    const mixed = aMixedSociety({ ...levers, 'incoherence.enabled': true })
    let cooled = Array.from(mixed.world.column('Adversarial.cooldown'))
    for (let tick = 0; tick < 16; tick++) {
      mixed.tick()
      const now = Array.from(mixed.world.column('Adversarial.cooldown'))
      now.forEach((left, row) => {
        expect(left === 2 || left === Math.max(0, (cooled[row] as number) - 1)).toBe(true)
      })
      cooled = now
    }
    expect(cooled.some((left) => left > 0)).toBe(true)
  })

  it('makes no difference to agents that leave nothing to chance', () => {
    const [alone, ensemble] = [1, 9].map((samples) => {
      const society = anErraticSociety(0, {
        'governance.self_ensemble_enabled': samples > 1,
        'governance.self_ensemble_samples': samples,
      })
      runOut(society)
      return rows(society.world, Intent, 'target', 100)
    })
    expect(ensemble).toEqual(alone)
  })

  it('charges for its samples what they cost, in halves', () => {
    const society = roll(5, 40)
    society.tick()
    const { metrics } = society.measure()
    expect(metrics['ensembleSurcharge']).toBeCloseTo(0.04 * (metrics['acceptedInteractions'] as number), 9)
  })
})

describe('deliberations', () => {
  it('leave a policy as it is when there are none', () => {
    expect(deliberate(dice, [])).toBe(dice)
  })

  it('nest, the last one outermost', () => {
    const calls: string[] = []
    const named = (name: string) => ({
      name,
      own: [],
      writes: [],
      bind: (_access: never, _policy: never, act: (agent: number, draws: never) => void) => {
        return (agent: number, draws: never) => {
          calls.push(name)
          act(agent, draws)
        }
      },
    })
    const still = { ...dice, bind: () => ({ act: () => {}, consents: () => true }) }
    const list = ['a', 'b'].map(named) as unknown as Parameters<typeof deliberate>[1]
    deliberate(still, list)
      .bind(undefined as never)
      .act(0, undefined as never)
    expect(calls).toEqual(['b', 'a'])
  })
})

it('mostFrequent takes the first of what is most frequent', () => {
  expect(mostFrequent(['a', 'b', 'b', 'a'], 4)).toBe(0)
  expect(mostFrequent(['a', 'b', 'b', 'a'], 3)).toBe(1)
  expect(mostFrequent([], 0)).toBe(-1)
})
