import { LeverEffect } from '../components/custody.ts'
import { metricParameters } from '../components/parameters/society.ts'
import type { Component, Field } from '../engine/columns.ts'
import { defineSystem, type System } from '../engine/schedule.ts'

/** What agents of a mechanism are owed, or owe, until the next epoch begins. */
type Account = Component<{ readonly due: Field<Float64Array> } & Readonly<Record<string, Field>>>

/** Sums of an epoch, and behind them, as many again, those of the run. */
type Tally = Component<{ readonly sums: Field<Float64Array> }>

/**
 * Pays out what agents have gained or lost in a mechanism in the past epoch, with what the levers ask for. Writes LeverEffect
 * and the account. The other side of every payment is in accounts of the mechanism.
 * @param mechanism begins the names of its systems; its `opening` comes after this one
 */
export const payoutSystem = (mechanism: string, account: Account): System =>
  defineSystem({
    name: `${mechanism}-payout`,
    phase: 'epoch-levers',
    every: 'epoch-start',
    before: ['lever-merge', `${mechanism}-opening`],
    reads: [],
    writes: [LeverEffect, account],
    doc: 'Pays out the gains and losses of the past epoch.',
    bind(access) {
      const { resources } = access.get(LeverEffect)
      const { due } = access.get(account)
      return (first, end) => {
        for (let agent = first; agent < end; agent++) {
          resources[agent] += due[agent]
          due[agent] = 0
        }
      }
    },
  })

/** Adds the sums of the epoch to those of the run, unless it belongs to the warm-up, and clears them. Writes the tally. */
export const closingSystem = (mechanism: string, tally: Tally): System =>
  defineSystem({
    name: `${mechanism}-closing`,
    phase: 'epoch-end',
    every: 'epoch-end',
    reads: [],
    writes: [tally],
    doc: 'Closes the books of the epoch.',
    bind(access) {
      const { sums } = access.get(tally)
      const { warmUpEpochs } = access.parameters(metricParameters)
      const { epoch } = access.clock
      const width = sums.length / 2
      return () => {
        const counts = epoch[0] >= warmUpEpochs[0]
        for (let place = 0; place < width; place++) {
          if (counts) sums[width + place] += sums[place]
          sums[place] = 0
        }
      }
    },
  })
