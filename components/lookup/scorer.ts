import { UserError } from '../../engine/errors.ts'
import { boundOnce } from '../../engine/sharing.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { clipSignal, countSignal, verifierSignal } from '../../formulas/proxy.ts'
import { sigmoidRows } from '../../formulas/sigmoid.ts'
import { Score, Signals } from '../interaction.ts'
import { decayParameters, scoringParameters, weightParameters } from '../parameters/model.ts'

/** Counts above this are scored like it: by then their signal is -1 to ten digits at the default decays. */
const COUNT_MAX = 31

/** Scores interaction rows from their signals: v̂, then p. It writes Score, so that no number crosses a call and is boxed. */
export interface Scorer {
  /** Takes up the weights and decays of the moment; call it once per range of rows. */
  prepare(): void
  /** Writes v̂ and p of rows `first` to `end - 1`. */
  score(first: number, end: number): void
}

/**
 * v̂ = Σ wᵢ xᵢ over the four signals of the model and those that plugins add, weights divided by the sum of their sizes;
 * p = sigmoid(v̂). Whitepaper §1.
 */
export const bindScorer = boundOnce([Signals, Score], (access: SystemAccess): Scorer => {
  const { progress, engagement, rework, rejections, misuse } = access.get(Signals)
  const weights = access.parameters(weightParameters)
  const decays = access.parameters(decayParameters)
  const added = access.registry.signals.map((signal) => addedColumn(access, signal))
  const addedWeights = access.registry.signals.map(({ weight }) => weight)
  const reworkSignals = new Float64Array(COUNT_MAX + 1)
  const rejectionSignals = new Float64Array(COUNT_MAX + 1)
  const misuseSignals = new Float64Array(COUNT_MAX + 1)
  const shares = new Float64Array(4)
  /** Sum of the sizes of all weights: in an array, since a captured variable would be boxed. */
  const size = new Float64Array(1)
  const filledFor = new Float64Array(3).fill(Number.NaN)
  const fill = (signals: Float64Array, decay: Float64Array, place: number) => {
    if (filledFor[place] === decay[0]) return
    for (let count = 0; count <= COUNT_MAX; count++) signals[count] = countSignal(count, decay[0])
    filledFor[place] = decay[0]
  }
  const prepare = () => {
    fill(reworkSignals, decays.rework, 0)
    fill(rejectionSignals, decays.rejection, 1)
    fill(misuseSignals, decays.misuse, 2)
    shares[0] = weights.taskProgress[0]
    shares[1] = weights.reworkPenalty[0]
    shares[2] = weights.verifierPenalty[0]
    shares[3] = weights.engagementSignal[0]
    let total = 0
    for (let i = 0; i < shares.length; i++) total += Math.abs(shares[i])
    for (let i = 0; i < addedWeights.length; i++) total += Math.abs(addedWeights[i])
    if (total === 0) shares.fill(0.25)
    else for (let i = 0; i < shares.length; i++) shares[i] /= total
    size[0] = total === 0 ? 1 : total
  }
  const bounded = (count: number) => (count > COUNT_MAX ? COUNT_MAX : count)
  const { proxy, p } = access.get(Score)
  const { sigmoidK, sigmoidB } = access.parameters(scoringParameters)
  const score = (first: number, end: number) => {
    for (let row = first; row < end; row++) {
      let sum =
        shares[0] * clipSignal(progress[row]) +
        shares[1] * reworkSignals[bounded(rework[row])] +
        shares[2] *
          verifierSignal(rejectionSignals[bounded(rejections[row])], misuseSignals[bounded(misuse[row])]) +
        shares[3] * clipSignal(engagement[row])
      for (let i = 0; i < added.length; i++) sum += (addedWeights[i] / size[0]) * clipSignal(added[i][row])
      proxy[row] = clipSignal(sum)
    }
    sigmoidRows(proxy, first, end, sigmoidK, sigmoidB, p, first)
  }
  return { prepare, score }
})

function addedColumn(
  access: SystemAccess,
  { name, component, field }: SystemAccess['registry']['signals'][number],
): ArrayLike<number> {
  if (component.table !== 'interaction') {
    throw new UserError(
      `signal ${name}`,
      `lies along table ${component.table}, expected the interaction table`,
    )
  }
  return access.world.column(`${component.name}.${field}`)
}
