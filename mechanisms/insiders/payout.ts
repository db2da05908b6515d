import { LeverEffect } from '../../components/custody.ts'
import { metricParameters } from '../../components/parameters/society.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { Seat, ShareTally } from './columns.ts'

/**
 * Pays out what agents have gained or lost in the markets of the past epoch, with what the levers ask for. Writes LeverEffect,
 * Seat. The other side of every payment is in the market makers' accounts.
 */
export const insidersPayoutSystem = defineSystem({
  name: 'insiders-payout',
  phase: 'epoch-levers',
  every: 'epoch-start',
  before: ['lever-merge', 'insiders-opening'],
  reads: [],
  writes: [LeverEffect, Seat],
  doc: 'Pays out the gains and losses of the past epoch.',
  bind(access) {
    const { resources } = access.get(LeverEffect)
    const { due } = access.get(Seat)
    return (first, end) => {
      for (let agent = first; agent < end; agent++) {
        resources[agent] += due[agent]
        due[agent] = 0
      }
    }
  },
})

/** Adds the sums of the epoch to those of the run, unless it belongs to the warm-up, and clears them. Writes ShareTally. */
export const insidersClosingSystem = defineSystem({
  name: 'insiders-closing',
  phase: 'epoch-end',
  every: 'epoch-end',
  reads: [],
  writes: [ShareTally],
  doc: 'Closes the books of the epoch.',
  bind(access) {
    const { sums } = access.get(ShareTally)
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
