import { Score, Verdict } from '../components/interaction.ts'
import { metricParameters } from '../components/parameters/society.ts'
import { CHUNK_ROWS } from '../engine/block.ts'
import { pathOf } from '../engine/config.ts'
import { defineMetric } from '../engine/metric.ts'
import { log } from '../formulas/elementary.ts'
import { fillBins } from '../formulas/soft-metrics.ts'
import { add, isCompleted } from './sums.ts'

/** Log loss keeps p this far from 0 and 1. */
const PROBABILITY_FLOOR = 1e-15
/** Likelihoods are multiplied down to here before a logarithm is taken: one more factor of 1e-15 stays a normal number. */
const LIKELIHOOD_FLOOR = 1e-280

const BINS_PATH = pathOf(metricParameters, 'calibrationBins')
const FIRST_BIN = 3

/**
 * How well p predicts true outcomes, where these are drawn. Reads Score, Verdict. Whitepaper §4; Brier (1950).
 * A bin needs one sum: count × |mean p - share good| is |sum of (p - good)|.
 */
export const calibration = defineMetric({
  name: 'calibration',
  doc: 'p against true outcomes over completed interactions; null where no true outcome was drawn (§4).',
  sums(value) {
    const bins = Array.from({ length: Number(value(BINS_PATH)) }, (_, bin) => `excess${bin}` as const)
    return ['known', 'squares', 'loss', ...bins] as const
  },
  columns: {
    brierScore: { unit: 'probability squared', doc: 'Mean squared distance of p from the outcome, 1 or 0.' },
    calibrationError: {
      unit: 'probability',
      doc: 'Mean p less share of good outcomes; above 0 is overconfident.',
    },
    expectedCalibrationError: {
      unit: 'probability',
      doc: 'Mean distance of p from the share of good outcomes by bin of p, weighed by counts.',
    },
    logLoss: { unit: 'nats', doc: 'Mean negative log-likelihood of the outcome, p kept 1e-15 off 0 and 1.' },
  },
  reads: [Score, Verdict],
  bind(access) {
    const { p, truth } = access.get(Score)
    const { status } = access.get(Verdict)
    const bins = Number(access.world.value(BINS_PATH))
    const binOfRow = new Uint32Array(CHUNK_ROWS)
    /** Likelihoods of runs of rows; their logarithms wait until after the loop, since a call in it has its numbers boxed. */
    const products = new Float64Array(CHUNK_ROWS + 1)
    return {
      observe(first, end, sums) {
        fillBins(p, first, end, bins, binOfRow)
        let known = 0
        let squares = 0
        let runs = 0
        let likelihood = 1
        for (let row = first; row < end; row++) {
          const outcome = truth[row] as number
          if (outcome === 0 || !isCompleted(status[row] as number)) continue
          const quality = p[row] as number
          const good = (outcome + 1) / 2
          const excess = quality - good
          const limited = Math.min(Math.max(quality, PROBABILITY_FLOOR), 1 - PROBABILITY_FLOOR)
          known++
          squares += excess * excess
          // `limited` after a good outcome and 1 - `limited` after a bad one, without a branch to guess.
          likelihood *= 1 - good + outcome * limited
          if (likelihood < LIKELIHOOD_FLOOR) {
            products[runs++] = likelihood
            likelihood = 1
          }
          sums[FIRST_BIN + (binOfRow[row - first] as number)] += excess
        }
        add(sums, 0, known)
        add(sums, 1, squares)
        products[runs++] = likelihood
        for (let run = 0; run < runs; run++) sums[2] = (sums[2] as number) - log(products[run] as number)
      },
      report(sums) {
        const { known } = sums
        if (known === 0) {
          return { brierScore: null, calibrationError: null, expectedCalibrationError: null, logLoss: null }
        }
        let excess = 0
        let distance = 0
        for (let bin = 0; bin < bins; bin++) {
          const sum = sums[`excess${bin}`]
          excess += sum
          distance += Math.abs(sum)
        }
        return {
          brierScore: sums.squares / known,
          calibrationError: excess / known,
          expectedCalibrationError: distance / known,
          logLoss: sums.loss / known,
        }
      },
    }
  },
})
