import { metricParameters } from '../../components/parameters/society.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { BorderTally } from './columns.ts'

/** Adds the sums of the epoch to those of the run, unless it belongs to the warm-up, and clears them. Writes BorderTally. */
export const borderClosingSystem = defineSystem({
  name: 'border-closing',
  phase: 'epoch-end',
  every: 'epoch-end',
  reads: [],
  writes: [BorderTally],
  doc: 'Closes the books of the epoch.',
  bind(access) {
    const { sums } = access.get(BorderTally)
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
