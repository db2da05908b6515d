import { Status } from '../components/codes.ts'
import { Parties, Score, Verdict } from '../components/interaction.ts'
import { modelParameters, scoringParameters } from '../components/parameters/model.ts'
import { CHUNK_ROWS } from '../engine/block.ts'
import { defineStream } from '../engine/random.ts'
import { defineSystem } from '../engine/schedule.ts'
import { sigmoidRows } from '../formulas/sigmoid.ts'

export const TRUTH_STREAM = defineStream('ground truth')

const DRAW = modelParameters.parameters.groundTruth.choices.indexOf('draw')

/**
 * The true outcome behind the score: +1 with probability sigmoid(v̂) at the true steepness and offset. Where these differ
 * from those that score, the proxy is miscalibrated, and Brier score and calibration error show it. Reads Parties,
 * Verdict. Writes Score.
 */
export const groundTruthSystem = defineSystem({
  name: 'ground-truth',
  phase: 'acceptance',
  every: 'interaction',
  spread: 'chunks',
  reads: [Parties, Verdict],
  writes: [Score],
  doc: 'Draws the true outcome of each completed interaction.',
  bind(access) {
    const { key } = access.get(Parties)
    const { status } = access.get(Verdict)
    const { proxy, truth } = access.get(Score)
    const { groundTruth } = access.parameters(modelParameters)
    const { sigmoidK, sigmoidB, trueK, trueB } = access.parameters(scoringParameters)
    const draws = access.source(TRUTH_STREAM)
    const chance = new Float64Array(CHUNK_ROWS)
    return (first, end) => {
      if (groundTruth[0] !== DRAW) return
      const steepness = Number.isNaN(trueK[0]) ? sigmoidK : trueK
      const offset = Number.isNaN(trueB[0]) ? sigmoidB : trueB
      sigmoidRows(proxy, first, end, steepness, offset, chance, 0)
      draws.fill(key, first, end)
      for (let row = first; row < end; row++) {
        if (status[row] === Status.void || status[row] === Status.expired) continue
        draws.beginRow(row)
        truth[row] = draws.next()[0] < chance[row - first] ? 1 : -1
      }
    }
  },
})
