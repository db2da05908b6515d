import { defineParameters, flag, number } from '../../engine/config.ts'

const positive = [0, Number.POSITIVE_INFINITY] as const

/** Section `insiders` of a scenario. */
export const insidersParameters = defineParameters('insiders', {
  enabled: flag({
    default: false,
    live: false,
    doc: 'Whether agents trade in markets where some know what the good is worth (§5).',
  }),
  insidersPerMarket: number({
    unit: 'agents',
    range: [1, 65_535],
    integer: true,
    default: 1,
    live: false,
    doc: 'Insiders of a market: deceptive and adversarial agents. There are as many markets as they fill; the others are spread over them evenly.',
  }),
  auctions: number({
    unit: 'count',
    range: [1, 4096],
    integer: true,
    default: 1,
    live: false,
    doc: 'Auctions in which one value is traded, one a tick, before it comes out. Steps that are left over at the end of an epoch have none.',
  }),
  valueSd: number({
    unit: 'money',
    range: positive,
    default: 1,
    doc: 'Standard deviation of what a share turns out to be worth.',
  }),
  orderSd: number({
    unit: 'shares',
    range: positive,
    aboveLow: true,
    default: 1,
    doc: 'Standard deviation of what an uninformed agent orders, over all auctions of a value.',
  }),
  purseFloor: number({
    unit: 'money',
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    default: null,
    doc: 'Agents with resources below this stay out of the markets for an epoch; null for no floor.',
  }),
})
