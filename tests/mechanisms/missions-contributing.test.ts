import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Status } from '../../components/codes.ts'
import { NOBODY } from '../../engine/journal.ts'
import { SUMS } from '../../formulas/missions.ts'
import { Contribution, Membership, OWED, PACE, PULSE, WHOLE } from '../../mechanisms/missions/columns.ts'
import { AGENTS, aBook, anInteraction } from './a-mission-book.ts'

describe('contributions', () => {
  it.each([1, 2])('are what a count by hand makes of them, with %i memberships each', (memberships) => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(AGENTS - 1), { minLength: 6, maxLength: 14 }),
        fc.array(fc.array(anInteraction, { minLength: 4, maxLength: AGENTS }), {
          minLength: 4,
          maxLength: 12,
        }),
        (joiners, ticks) => {
          const book = aBook({ 'missions.memberships': memberships })
          for (const founder of [0, 9]) book.founding.propose(founder, 10, 9)
          for (const [place, agent] of joiners.entries()) book.founding.join(agent, place % 2)
          const { pulse, tally, mission } = book.world.get(Membership)
          const owed = Array.from(mission, (_, row) => pulse[row * PULSE + OWED] as number)
          const expected = Array.from(mission, () => [0, 0, 1, 0])
          const giver = (agent: number): number => {
            for (let row = agent * memberships; row < (agent + 1) * memberships; row++) {
              const before = owed[row] as number
              owed[row] = (before + (pulse[row * PULSE + PACE] as number)) % WHOLE
              if ((owed[row] as number) < before) return row
            }
            return NOBODY
          }
          for (const given of ticks) {
            book.deal(given)
            const marks = given.map(({ initiator, counterparty, p, status }) => {
              if (status === Status.expired || status === Status.void) return 0
              const first = giver(initiator)
              const by = first === NOBODY ? giver(counterparty) : first
              if (by === NOBODY) return 0
              const sums = expected[by] as [number, number, number, number]
              sums[0]++
              sums[1] += p
              sums[2] = Math.min(sums[2], p)
              if (status === Status.accepted) sums[3]++
              return by + 1
            })
            expect([...book.world.get(Contribution).membership.subarray(0, given.length)]).toEqual(marks)
          }
          for (const [row, sums] of expected.entries())
            if (mission[row] !== 0) expect([...tally.subarray(row * SUMS, (row + 1) * SUMS)]).toEqual(sums)
          book.simulation.dispose()
        },
      ),
      { numRuns: 40, seed: 11 },
    )
  })
})
