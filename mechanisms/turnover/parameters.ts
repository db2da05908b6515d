import { choice, defineParameters, flag, number } from '../../engine/config.ts'

const share = { unit: 'share', range: [0, 1] } as const

/** Section `turnover` of a scenario. */
export const turnoverParameters = defineParameters('turnover', {
  enabled: flag({ default: false, live: false, doc: 'Whether agents come and go as epochs end.' }),
  birthRate: number({
    ...share,
    default: 0.02,
    doc: 'Newcomers an epoch, as a share of the starting population. Its value at the start sets the room for them.',
  }),
  mix: choice(['start', 'present'], {
    default: 'start',
    doc: 'Whether newcomers are of each policy as often as agents were at the start, or as those are who are there.',
  }),
  exitRate: number({
    unit: 'probability',
    range: [0, 1],
    default: 0.02,
    doc: 'Probability that an agent leaves as an epoch ends.',
  }),
  exitBelow: number({
    unit: 'money',
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    default: null,
    doc: 'Agents with resources below this are bankrupt and leave; null for never.',
  }),
  ties: number({
    unit: 'count',
    range: [0, 64],
    integer: true,
    default: 0,
    doc: 'Ties that a newcomer gets, to agents drawn from those present; in dynamic networks only.',
  }),
})
