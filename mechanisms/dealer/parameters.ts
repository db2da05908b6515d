import { defineParameters, flag, number } from '../../engine/config.ts'

const any = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const
const share = { unit: 'share', range: [0, 1] } as const

/** Section `dealer` of a scenario. */
export const dealerParameters = defineParameters('dealer', {
  enabled: flag({
    default: false,
    live: false,
    doc: 'Whether dealers quote prices to agents, some of whom know what the good is worth (§6).',
  }),
  agentsPerDealer: number({
    unit: 'agents',
    range: [1, 4_294_967_295],
    integer: true,
    default: 100,
    live: false,
    doc: 'Agents at the start for each dealer; there is at least one dealer.',
  }),
  callsPerTick: number({
    unit: 'count',
    range: [1, 65_535],
    integer: true,
    default: 5,
    doc: 'Callers of a dealer in a tick, one after the other, each drawn anew.',
  }),
  valueLow: number({ unit: 'money', range: any, default: 0, doc: 'Lower value vL of the good.' }),
  valueHigh: number({ unit: 'money', range: any, default: 1, doc: 'Higher value vH of the good.' }),
  prior: number({
    unit: 'probability',
    range: [0, 1],
    default: 0.5,
    doc: 'Probability δ that the value is the higher one.',
  }),
  buyShare: number({
    ...share,
    default: 0.5,
    doc: 'Share γ of uninformed callers who want to buy; the others want to sell.',
  }),
  informedShare: number({
    ...share,
    default: null,
    doc: 'Share μ of informed callers; null for that of deceptive and adversarial agents among those who may call.',
  }),
  benefit: number({
    unit: 'money',
    range: [0, Number.POSITIVE_INFINITY],
    default: null,
    doc: 'What a trade is worth to the uninformed beside the value, at most: drawn uniformly from 0, and who gets less than the price takes stays away. Null for those who trade at any price.',
  }),
  size: number({
    unit: 'count',
    range: [0, Number.POSITIVE_INFINITY],
    default: 1,
    doc: 'Units in a trade.',
  }),
})
