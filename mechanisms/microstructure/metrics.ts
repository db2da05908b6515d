import { Kind } from '../../components/agent.ts'
import { AGENT_TYPES, Status } from '../../components/codes.ts'
import { Parties, Payoff, Score, Verdict } from '../../components/interaction.ts'
import { payoffParameters } from '../../components/parameters/model.ts'
import { defineMetric, type MetricColumn, type MetricValue } from '../../engine/metric.ts'
import { Claim } from './claims.ts'

/** Types, and `other` for those of plugins. */
const TYPES = [...AGENT_TYPES, 'other'] as const
const INFORMED = ['deceptive', 'adversarial'] as const
const UNINFORMED = ['honest', 'opportunistic', 'other'] as const
const PARTS = ['trades', 'offered', 'realised', 'parties', 'payoff'] as const
type Part = (typeof PARTS)[number]
type Type = (typeof TYPES)[number]
const SUMS = TYPES.flatMap((type) => PARTS.map((part) => `${type}_${part}` as const))

const title = (type: Type) => `${type.charAt(0).toUpperCase()}${type.slice(1)}`
const ratio = (part: number, whole: number): MetricValue => (whole === 0 ? null : part / whole)
const difference = (one: MetricValue, other: MetricValue): MetricValue =>
  one === null || other === null ? null : one - other

const byType = (prefix: string, unit: string, docOf: (type: Type) => string) =>
  Object.fromEntries(
    TYPES.map((type): [string, MetricColumn] => [`${prefix}${title(type)}`, { unit, doc: docOf(type) }]),
  )

/**
 * An ordinary run in the words of a market: a trade is an accepted interaction, its price what the counterparty was led to
 * expect, its spread what that was above the outcome; and what each type makes of what it knows. Reads Claim, Kind, Parties,
 * Payoff, Score, Verdict. Whitepaper §6.
 */
export const microstructureMetric = defineMetric({
  name: 'microstructure',
  doc: 'Interactions as trades: price, spread and information rent by type (§6).',
  sums: SUMS,
  columns: {
    informedShare: {
      unit: 'share',
      doc: 'Trades proposed by informed agents, deceptive or adversarial; null without trades.',
    },
    offeredOutcome: {
      unit: 'probability',
      doc: 'Mean outcome that counterparties were led to expect of accepted interactions: the price.',
    },
    realisedOutcome: {
      unit: 'probability',
      doc: 'Share of accepted interactions that turned out well; mean p where no outcomes are drawn.',
    },
    outcomeSpread: {
      unit: 'probability',
      doc: 'Offered less realised outcome: the spread that counterparties pay.',
    },
    moneySpread: {
      unit: 'payoff',
      doc: 'The same in payoff to the counterparty: times (1 - θ)(s+ + s-).',
    },
    ...byType(
      'spread',
      'probability',
      (type) => `Offered less realised outcome of what ${type} agents proposed.`,
    ),
    informationRent: {
      unit: 'payoff',
      doc: 'Mean payoff of informed parties to a trade, in either role, less that of uninformed ones.',
    },
    ...byType(
      'rent',
      'payoff',
      (type) => `Mean payoff of ${type} parties to a trade less that of all parties.`,
    ),
  },
  reads: [Claim, Kind, Parties, Payoff, Score, Verdict],
  bind(access) {
    const { initiator, counterparty } = access.get(Parties)
    const { type } = access.get(Kind)
    const { offered } = access.get(Claim)
    const { p, truth } = access.get(Score)
    const { status } = access.get(Verdict)
    const payoff = access.get(Payoff)
    const { sPlus, sMinus, theta } = access.parameters(payoffParameters)
    const width = PARTS.length
    const last = TYPES.length - 1
    return {
      observe(first, end, sums) {
        for (let row = first; row < end; row++) {
          if (status[row] !== Status.accepted) continue
          const proposer = initiator[row] as number
          const at = Math.min(type[proposer] as number, last) * width
          const outcome = truth[row] as number
          const realised = outcome === 0 ? (p[row] as number) : (outcome + 1) / 2
          sums[at] = (sums[at] as number) + 1
          sums[at + 1] = (sums[at + 1] as number) + (offered[row] as number)
          sums[at + 2] = (sums[at + 2] as number) + realised
          sums[at + 3] = (sums[at + 3] as number) + 1
          sums[at + 4] = (sums[at + 4] as number) + (payoff.initiator[row] as number)
          const other = Math.min(type[counterparty[row] as number] as number, last) * width
          sums[other + 3] = (sums[other + 3] as number) + 1
          sums[other + 4] = (sums[other + 4] as number) + (payoff.counterparty[row] as number)
        }
      },
      report(sums) {
        const over = (types: readonly Type[], part: Part) =>
          types.reduce((total, each) => total + sums[`${each}_${part}`], 0)
        const spreadOf = (types: readonly Type[]) =>
          ratio(over(types, 'offered') - over(types, 'realised'), over(types, 'trades'))
        const payoffOf = (types: readonly Type[]) => ratio(over(types, 'payoff'), over(types, 'parties'))
        const everyone = payoffOf(TYPES)
        const spread = spreadOf(TYPES)
        const worth = (1 - (theta[0] as number)) * ((sPlus[0] as number) + (sMinus[0] as number))
        return {
          informedShare: ratio(over(INFORMED, 'trades'), over(TYPES, 'trades')),
          offeredOutcome: ratio(over(TYPES, 'offered'), over(TYPES, 'trades')),
          realisedOutcome: ratio(over(TYPES, 'realised'), over(TYPES, 'trades')),
          outcomeSpread: spread,
          moneySpread: spread === null ? null : spread * worth,
          ...Object.fromEntries(TYPES.map((each) => [`spread${title(each)}`, spreadOf([each])])),
          informationRent: difference(payoffOf(INFORMED), payoffOf(UNINFORMED)),
          ...Object.fromEntries(
            TYPES.map((each) => [`rent${title(each)}`, difference(payoffOf([each]), everyone)]),
          ),
        }
      },
    }
  },
})
