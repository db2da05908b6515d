import { defineParameters, number, parametersByPath } from '../engine/config.ts'

const TICKS_MAX = 4_294_967_295

/** Length of a run: part of a scenario, but no lever of the model. */
export const simulationParameters = defineParameters('simulation', {
  nEpochs: number({
    unit: 'epochs',
    range: [0, TICKS_MAX],
    integer: true,
    default: 10,
    live: false,
    doc: 'Length of the run.',
  }),
  stepsPerEpoch: number({
    unit: 'ticks',
    range: [1, TICKS_MAX],
    integer: true,
    default: 10,
    live: false,
    doc: 'Length of an epoch.',
  }),
})

/** Parameters of a run's length by path; `--set` reaches them beside the model's. */
export const runParameters = parametersByPath([simulationParameters])

/** Other names of parameters, which the peer's files use; where both stand the full name wins. */
export const ALIASES: Readonly<Record<string, string>> = {
  'governance.transaction_tax_rate': 'governance.transaction_tax',
  'governance.reputation_decay_rate': 'governance.reputation_decay',
}
