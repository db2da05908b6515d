import { choice, defineParameters, flag, number } from '../../engine/config.ts'

const positive = [0, Number.POSITIVE_INFINITY] as const

/** Section `lemons` of a scenario. */
export const lemonsParameters = defineParameters('lemons', {
  enabled: flag({
    default: false,
    live: false,
    doc: 'Whether there is a market in which sellers know what they sell and buyers see the average alone (§4).',
  }),
  quality: choice(['drawn', 'earned'], {
    default: 'drawn',
    doc: 'What an agent sells: a quality drawn once, uniform between the floor and the best; or as good as its own work, the best times the mean p of what it has initiated.',
  }),
  qualityFloor: number({
    unit: 'money',
    range: positive,
    default: 0,
    doc: 'Worst quality, as what it is worth to its seller.',
  }),
  qualityBest: number({
    unit: 'money',
    range: positive,
    aboveLow: true,
    default: 2,
    doc: 'Best quality, likewise.',
  }),
  buyerMultiple: number({
    unit: 'factor',
    range: positive,
    default: 1.5,
    doc: 'What a quality is worth to a buyer over what it is worth to its seller.',
  }),
  startPrice: number({
    unit: 'money',
    range: positive,
    default: 2,
    live: false,
    doc: 'Price of the first round.',
  }),
  sellerShare: number({
    unit: 'share',
    range: [0, 1],
    default: 0.5,
    doc: 'Probability that an agent is a seller; the others buy.',
  }),
  reviewWeight: number({
    unit: 'score',
    range: positive,
    default: 0,
    doc: 'Reputation that a seller wins or loses by a review: this times what the buyer has gained over what the best is worth to it.',
  }),
})
