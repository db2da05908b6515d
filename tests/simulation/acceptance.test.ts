import { describe, expect, it } from 'vitest'
import { Answer, Status } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Parties, Score, Signals, Verdict } from '../../components/interaction.ts'
import { Ledger } from '../../components/ledger.ts'
import { aSimulation, aTown, putInteractions } from '../kit/a-simulation.ts'
import { rows, setRows } from '../kit/rows.ts'

/** Two proposals of the same initiator to the same counterparty, one above the threshold and one below. */
function decide(mode: string, answer: number) {
  const society = aSimulation({ honest: 2 }, { 'acceptance.mode': mode, 'acceptance.threshold': 0.5 })
  putInteractions(society, [
    { p: 0.5, answer },
    { p: 0.499, answer },
  ])
  setRows(society.world, Signals, 'engagement', [0.4, 0.4])
  society.runSystem('acceptance')
  return rows(society.world, Verdict, 'status', 2)
}

describe('acceptance', () => {
  const { accepted, declined, gated } = Status
  it.each([
    ['policy', Answer.accepted, [accepted, accepted]],
    ['policy', Answer.rejected, [declined, declined]],
    ['threshold', Answer.accepted, [accepted, gated]],
    ['threshold', Answer.rejected, [accepted, gated]],
    ['both', Answer.accepted, [accepted, gated]],
    ['both', Answer.rejected, [declined, declined]],
  ])('in mode %s with answer %i gives %j at and below the threshold', (mode, answer, expected) => {
    expect(decide(mode, answer)).toEqual(expected)
  })

  it('clips the engagement of a declined interaction and scores it again; a gated one keeps its score', () => {
    const society = aSimulation({ honest: 2 })
    putInteractions(society, [{ answer: Answer.rejected }, { answer: Answer.accepted }])
    society.runSystem('scoring')
    const before = rows(society.world, Score, 'p', 2)
    society.set('acceptance.threshold', 1)
    society.runSystem('acceptance')
    expect(rows(society.world, Signals, 'engagement', 1)).toEqual([0])
    const [declinedP, gatedP] = rows(society.world, Score, 'p', 2) as [number, number]
    expect(declinedP).toBeLessThan(before[0] as number)
    expect(gatedP).toBe(before[1])
    expect(rows(society.world, Verdict, 'status', 2)).toEqual([declined, gated])
  })

  it('voids a proposal to or from an agent that is held, and one to nobody', () => {
    const society = aSimulation({ honest: 4 })
    const answer = Answer.toBeAsked
    putInteractions(society, [
      { answer },
      { answer, initiator: 2, counterparty: 3 },
      { answer, initiator: 3, counterparty: 99 },
    ])
    setRows(society.world, Custody, 'reasons', [0, 1, 64, 0])
    society.runSystem('acceptance')
    expect(rows(society.world, Verdict, 'status', 3)).toEqual([Status.void, Status.void, Status.void])
  })

  it('draws consent before the gate, so that the threshold moves no draw', () => {
    const consents = (threshold: number) => {
      const town = aTown(200, { 'acceptance.threshold': threshold })
      town.tick()
      const { status } = town.world.get(Verdict)
      const count = town.world.column('Batch.count')[0] as number
      return Array.from(status.subarray(0, count), (code) => code === declined)
    }
    expect(consents(0.2)).toEqual(consents(0.9))
  })
})

describe('rejected interactions', () => {
  it('pay off the ledger when gated, and nothing when declined', () => {
    const society = aSimulation({ honest: 4 })
    putInteractions(society, [
      { initiator: 0, counterparty: 1, p: 0.4, status: Status.gated },
      { initiator: 2, counterparty: 3, p: 0.4, status: Status.declined },
    ])
    for (const system of ['governance', 'payoff', 'settlement']) society.runSystem(system)
    const off = rows(society.world, Ledger, 'offLedgerPayoff', 4)
    expect(off[0]).toBeCloseTo(0.5 * (0.4 * 2 - 0.6), 12)
    expect(off.slice(2)).toEqual([0, 0])
    expect(rows(society.world, Ledger, 'totalPayoff', 4)).toEqual([0, 0, 0, 0])
  })
})

describe('proposals of sequential turns', () => {
  it('expire when nobody answers them in time', () => {
    const society = aSimulation({ honest: 30 }, { turns: 'sequential', 'proposals.expire_after': 1 })
    for (let tick = 0; tick < 3; tick++) society.tick()
    const proposal = (field: string) => society.world.column(`Proposal.${field}`)
    proposal('initiator')[0] = 0
    proposal('counterparty')[0] = 5
    proposal('tick')[0] = 0
    proposal('open')[0] = 1
    society.world.column('QueueTotals.length')[0] = 1
    society.tick()
    const { status } = society.world.get(Verdict)
    expect(status[0]).toBe(Status.expired)
    expect(society.world.get(Parties).counterparty[0]).toBe(5)
  })
})
