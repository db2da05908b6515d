import { defineMetric, type MetricColumn, type MetricValue } from '../../engine/metric.ts'
import { optimalPermeabilityOfSums } from '../../formulas/contagion.ts'
import { detectionQuality, positivePredictiveValue } from '../../formulas/detection.ts'
import { Tally, type TallyName } from './codes.ts'
import { BorderTally, Membrane, Outside } from './columns.ts'
import { borderParameters, OUTSIDE_MODELS, outsideParameters } from './parameters.ts'

type Read = (name: TallyName) => number

const count = (doc: string): MetricColumn => ({ unit: 'count', doc })
const share = (doc: string): MetricColumn => ({ unit: 'share', doc })
const ratio = (part: number, whole: number): MetricValue => (whole === 0 ? null : part / whole)
const WIDTH = BorderTally.fields.sums.width as number

/** Flows over the border by direction, what stopped them, and the calls outside. Reads BorderTally. Whitepaper §9. */
export const borderFlows = defineMetric({
  name: 'border-flows',
  doc: 'Flows over the border by direction, and what stopped them (§9).',
  sums: [],
  columns: {
    flowsTried: count('Outbound flows that were tried.'),
    flowsOut: count('Outbound flows that left.'),
    flowsIn: count('Answers and other flows that came in.'),
    bytesOut: { unit: 'bytes', doc: 'Bytes that left.' },
    bytesIn: { unit: 'bytes', doc: 'Bytes that came in.' },
    flowsDropped: count('Flows of a tick beyond the room for them, which were left out.'),
    flowsOverRate: count('Flows stopped by the rate limit.'),
    flowsOverBandwidth: count('Flows stopped by the limit of bytes.'),
    flowsTooLong: count('Flows stopped for their length.'),
    flowsFiltered: count('Flows stopped by patterns of the content filter.'),
    flowsTooSensitive: count('Flows stopped for their sensitivity.'),
    flowsUncleared: count('Flows stopped because the agent was not cleared for them.'),
    flowsUnapproved: count('Flows that waited for an approval.'),
    flowsLeaking: count('Flows stopped by the leak scan.'),
    flowsSealed: count('Flows that the membrane held.'),
    meanFlowSensitivity: { unit: 'score', doc: 'Mean sensitivity of outbound flows as estimated.' },
    externalCalls: count('Calls to entities outside.'),
    externalFailures: count('Calls that failed.'),
    answersRefused: count('Answers kept out: not trusted, or the agent not cleared.'),
    meanLatency: { unit: 'milliseconds', doc: 'Mean latency of calls.' },
    externalCosts: { unit: 'money', doc: 'Price of the calls, which nobody is charged.' },
  },
  reads: [BorderTally],
  bind: (access) => ({
    report: (_sums, scope) => {
      const read = reader(access.get(BorderTally).sums, scope)
      return {
        flowsTried: read('tried'),
        flowsOut: read('passed'),
        flowsIn: read('answered'),
        bytesOut: read('bytesOut'),
        bytesIn: read('bytesIn'),
        flowsDropped: read('dropped'),
        flowsOverRate: read('rate'),
        flowsOverBandwidth: read('bandwidth'),
        flowsTooLong: read('length'),
        flowsFiltered: read('pattern'),
        flowsTooSensitive: read('outboundSensitivity'),
        flowsUncleared: read('clearance'),
        flowsUnapproved: read('approval'),
        flowsLeaking: read('leak'),
        flowsSealed: read('sealed'),
        meanFlowSensitivity: ratio(read('sensitivitySum'), read('tried')),
        externalCalls: read('calls'),
        externalFailures: read('failures'),
        answersRefused: read('answersRefused'),
        meanLatency: ratio(read('latencySum'), read('calls')),
        externalCosts: read('costSum'),
      }
    },
  }),
})

/** Leaks found and missed, and what the scan was worth against the truth. Reads BorderTally. Whitepaper §9. */
export const borderLeaks = defineMetric({
  name: 'border-leaks',
  doc: 'Leaks by family and severity, and the quality of their detection against the truth (§9).',
  sums: [],
  columns: {
    alertsPii: count('Flows found to have personal data.'),
    alertsCredential: count('Flows found to have credentials.'),
    alertsCode: count('Flows found to have code.'),
    alertsKeyword: count('Flows found to be marked texts.'),
    alertsCustom: count('Flows found by patterns of the user’s own.'),
    leaksTried: count('Flows that were leaks, found or not.'),
    leaksEscapedCritical: count('Leaks of credentials that got out.'),
    leaksEscapedHigh: count('Leaks of personal data that got out.'),
    leaksEscapedMedium: count('Leaks of code that got out.'),
    leaksEscapedLow: count('Leaks of marked texts that got out.'),
    leakHarmTried: { unit: 'harm', doc: 'Severity of all leaks, times the amplification.' },
    leakHarmEscaped: { unit: 'harm', doc: 'Severity of leaks that got out, times the amplification.' },
    leakContainment: share('Share of leaks that were stopped, by whatever; null without leaks.'),
    leakPrecision: share('Share of flows found leaking that were.'),
    leakRecall: share('Share of leaking flows that were found.'),
    leakF1: share('Harmonic mean of the two.'),
    leakFalseAlarmRate: share('Share of innocent flows found leaking.'),
    leakBaseRate: share('Share of flows that were leaks.'),
    leakPredictiveValue: share(
      'Probability that a flow found leaking was, at the base rate of the whole run.',
    ),
    leakDelay: {
      unit: 'ticks',
      doc: 'Mean time from an agent’s first leak to the first that was found, of agents found.',
    },
    leakCollateral: share('Share of honest agents’ innocent flows that were found leaking and stopped.'),
  },
  reads: [BorderTally],
  bind: (access) => ({
    report: (_sums, scope) => leakColumns(access.get(BorderTally).sums, scope),
  }),
})

function leakColumns(sums: Float64Array, scope: 'epoch' | 'run'): Record<string, MetricValue> {
  const read = reader(sums, scope)
  const counts = {
    truePositives: read('truePositives'),
    falsePositives: read('falsePositives'),
    falseNegatives: read('falseNegatives'),
    trueNegatives: read('trueNegatives'),
  }
  const { precision, recall, f1, falseAlarmRate } = detectionQuality(counts)
  const escaped = {
    leaksEscapedCritical: read('escapedCritical'),
    leaksEscapedHigh: read('escapedHigh'),
    leaksEscapedMedium: read('escapedMedium'),
    leaksEscapedLow: read('escapedLow'),
  }
  const out = Object.values(escaped).reduce((sum, each) => sum + each, 0)
  const base = baseRate(sums)
  const knows = recall !== null && falseAlarmRate !== null && base !== null
  return {
    alertsPii: read('alertsPii'),
    alertsCredential: read('alertsCredential'),
    alertsCode: read('alertsCode'),
    alertsKeyword: read('alertsKeyword'),
    alertsCustom: read('alertsCustom'),
    leaksTried: read('leaksTried'),
    ...escaped,
    leakHarmTried: read('leakHarmTried'),
    leakHarmEscaped: read('leakHarm'),
    leakContainment: ratio(read('leaksTried') - out, read('leaksTried')),
    leakPrecision: precision,
    leakRecall: recall,
    leakF1: f1,
    leakFalseAlarmRate: falseAlarmRate,
    leakBaseRate: ratio(
      read('leaksTried'),
      Object.values(counts).reduce((sum, each) => sum + each, 0),
    ),
    leakPredictiveValue: knows ? positivePredictiveValue(recall, falseAlarmRate, base) : null,
    leakDelay: ratio(read('delaySum'), read('delayCount')),
    leakCollateral: ratio(read('honestStopped'), read('honestInnocent')),
  }
}

/** Share of leaks among the flows of the whole run so far. */
function baseRate(sums: Float64Array): MetricValue {
  const both = (place: number) => sums[place] + sums[WIDTH + place]
  const guilty = both(Tally.truePositives) + both(Tally.falseNegatives)
  return ratio(guilty, guilty + both(Tally.falsePositives) + both(Tally.trueNegatives))
}

/** Spillover, permeability, and the world outside. Reads BorderTally, Membrane, Outside. Whitepaper §14. */
export const borderSpillover = defineMetric({
  name: 'border-spillover',
  doc: 'Spillover attempted and escaped, the membrane, and what spreads outside (§14).',
  sums: [],
  columns: {
    spillsTried: count('Interactions at the border whose harm was contagious.'),
    spillsEscaped: count('Of them, those whose harm got out.'),
    spillHarmTried: { unit: 'harm', doc: 'Harm that was contagious.' },
    spillHarmEscaped: { unit: 'harm', doc: 'Harm that got out.' },
    spillContainment: share('Share of contagious harm that was held; null without any.'),
    borderValue: {
      unit: 'quality',
      doc: 'Quality that crossed, after decay, less the weighted harm that spilled.',
    },
    borderThreat: { unit: 'level', doc: 'Threat level at the end.' },
    borderPermeability: { unit: 'probability', doc: 'Permeability at neutral trust at the end.' },
    borderOptimum: {
      unit: 'probability',
      doc: 'Permeability that would have been worth most for the interactions that tried, behind two barriers (§14).',
    },
    outsideInfections: count('Infections outside.'),
    outsidePrevalence: share(
      'Share of the population outside that is infected at the end; null without a model.',
    ),
    outsideAttackRate: share('Share of the population outside that has been infected; null without a model.'),
  },
  reads: [BorderTally, Membrane, Outside],
  bind(access) {
    const { sums } = access.get(BorderTally)
    const { threat, permeability } = access.get(Membrane)
    const { infected, removed } = access.get(Outside)
    const rule = access.parameters(borderParameters)
    const { model, population } = access.parameters(outsideParameters)
    return {
      report(_sums, scope) {
        const read = reader(sums, scope)
        const spreads = model[0] !== OUTSIDE_MODELS.indexOf('none')
        return {
          spillsTried: read('spillsTried'),
          spillsEscaped: read('spillsEscaped'),
          spillHarmTried: read('spillHarmTried'),
          spillHarmEscaped: read('spillHarm'),
          spillContainment: ratio(read('spillHarmTried') - read('spillHarm'), read('spillHarmTried')),
          borderValue: read('value') - rule.harmWeight[0] * read('spillHarm'),
          borderThreat: threat[0],
          borderPermeability: permeability[0],
          borderOptimum: optimalPermeabilityOfSums(
            read('gainSum'),
            read('lossSum'),
            rule.contagionRate[0],
            rule.spilloverAmplification[0],
            rule.harmWeight[0],
          ),
          outsideInfections: read('infections'),
          outsidePrevalence: spreads ? infected[0] / population[0] : null,
          outsideAttackRate: spreads ? (infected[0] + removed[0]) / population[0] : null,
        }
      },
    }
  },
})

/** Sums of an epoch or of the finished epochs, by name. */
function reader(sums: Float64Array, scope: 'epoch' | 'run'): Read {
  const first = scope === 'epoch' ? 0 : WIDTH
  return (name) => sums[first + Tally[name]]
}
