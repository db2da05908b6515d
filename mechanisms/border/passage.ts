import { Kind } from '../../components/agent.ts'
import { AgentType, CrossingOutcome, EventCode } from '../../components/codes.ts'
import { Crossing } from '../../components/crossing.ts'
import { Score } from '../../components/interaction.ts'
import { Standing } from '../../components/standing.ts'
import { bindNote, Journal, JournalHead } from '../../engine/journal.ts'
import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { crossingProbability, degradedP, effectivePermeability } from '../../formulas/contagion.ts'
import { ALERT_STOPPED, FlowDirectionCode, FlowOutcome, Tally, UNKNOWN_TRUTH } from './codes.ts'
import { BorderTally, External, Flow, FlowHead, Membrane, Submission, Traffic } from './columns.ts'
import { ALL_FAMILIES, SEVERITY_OF_MASK } from './detection.ts'
import { borderParameters, externalParameters } from './parameters.ts'

export const PASSAGE_STREAM = defineStream('border-passage')

/** Draws of a flow, in the order in which they are taken; the last three only where there is a call. */
const Fate = { admission: 0, contagion: 1, barrier: 2, luck: 3, pace: 4, trust: 5 } as const
const CALL_FATES = 3
const FATES = 6

/**
 * Lets what the gate has not denied through the membrane, calls outside, brings answers in, spills harm, raises alerts,
 * and keeps the books. A flow passes the membrane with probability π and spills with r_c (1 - p) then, which is §14's
 * r_c (1 - p) π; a leak that gets out does harm by its severity. Reads Score, Kind, FlowHead. Writes Flow, Crossing,
 * Traffic, External, Membrane, BorderTally, Submission, Standing. Whitepaper §9, §14.
 */
export const borderPassageSystem = defineSystem({
  name: 'border-passage',
  phase: 'boundary',
  every: 'tick',
  before: ['threat'],
  reads: [Score, Kind, FlowHead],
  writes: [
    Flow,
    Crossing,
    Traffic,
    External,
    Membrane,
    BorderTally,
    Submission,
    Standing,
    Journal,
    JournalHead,
  ],
  doc: 'Lets flows through the membrane, calls outside, spills harm and raises alerts.',
  bind(access) {
    const flow = access.get(Flow)
    const { count, dropped } = access.get(FlowHead)
    const membrane = access.get(Membrane)
    const { sums } = access.get(BorderTally)
    const { outcome: settled } = access.get(Submission)
    const draws = access.source(PASSAGE_STREAM)
    const fates = new Float64Array(FATES)
    const admits = bindMembrane(access, fates)
    const call = bindCall(access, fates)
    const spill = bindSpill(access, fates)
    const report = bindReport(access)
    return () => {
      membrane.flows[0] = count[0]
      membrane.harm[0] = 0
      membrane.escapes[0] = 0
      sums[Tally.dropped] += dropped[0]
      for (let row = 0; row < count[0]; row++) {
        draws.begin(flow.key[row])
        // Every flow takes its draws in one order, so that a lever moved moves no other draw.
        for (let fate = 0; fate < CALL_FATES; fate++) fates[fate] = draws.next()[0]
        if (flow.outcome[row] === FlowOutcome.waiting) {
          flow.outcome[row] = admits(row) ? FlowOutcome.passed : FlowOutcome.sealed
        }
        spill(row)
        if (flow.outcome[row] === FlowOutcome.passed) {
          for (let fate = CALL_FATES; fate < FATES; fate++) fates[fate] = draws.next()[0]
          call(row)
        }
        report(row)
        if (flow.submission[row] > 0) settled[flow.submission[row] - 1] = flow.outcome[row]
      }
    }
  },
})

function bindMembrane(access: SystemAccess, fates: Float64Array): (row: number) => boolean {
  const { agent } = access.get(Flow)
  const { reputation } = access.get(Standing)
  const { threat } = access.get(Membrane)
  const rule = access.parameters(borderParameters)
  return (row) => {
    const standing = reputation[agent[row]]
    const trust = (1 + (standing < -1 ? -1 : standing > 1 ? 1 : standing)) / 2
    const permeability = effectivePermeability(
      rule.basePermeability[0],
      threat[0],
      trust,
      rule.threatSensitivity[0],
      rule.adaptive[0] === 1,
    )
    return fates[Fate.admission] < permeability
  }
}

/** The call to the entity outside, and its answer on the way in. */
function bindCall(access: SystemAccess, fates: Float64Array): (row: number) => void {
  const { agent, entity: entities, bytes, direction, outcome } = access.get(Flow)
  const { clearance } = access.get(Traffic)
  const external = access.get(External)
  const { sums } = access.get(BorderTally)
  const rules = externalParameters.map((group) => access.parameters(group))
  return (row) => {
    const entity = entities[row]
    const rule = rules[entity]
    if (direction[row] === FlowDirectionCode.inbound) {
      sums[Tally.answered]++
      sums[Tally.bytesIn] += bytes[row]
      return
    }
    external.calls[entity]++
    external.bytes[entity] += bytes[row]
    sums[Tally.calls]++
    sums[Tally.costSum] += rule.cost[0]
    if (fates[Fate.luck] > rule.reliability[0]) {
      external.failures[entity]++
      sums[Tally.failures]++
      sums[Tally.latencySum] += 2 * rule.latency[0]
      outcome[row] = FlowOutcome.failed
      return
    }
    sums[Tally.latencySum] += rule.latency[0] * (0.5 + fates[Fate.pace])
    if (fates[Fate.trust] >= rule.trust[0] || Math.fround(rule.sensitivity[0]) > clearance[agent[row]]) {
      sums[Tally.answersRefused]++
      return
    }
    sums[Tally.answered]++
    sums[Tally.bytesIn] += Math.floor(bytes[row] * (0.5 + fates[Fate.pace]))
  }
}

/** What an interaction that crosses does outside, and what is written of it in its own row. */
function bindSpill(access: SystemAccess, fates: Float64Array): (row: number) => void {
  const { interaction, outcome, agent } = access.get(Flow)
  const { p } = access.get(Score)
  const crossing = access.get(Crossing)
  const membrane = access.get(Membrane)
  const { sums } = access.get(BorderTally)
  const rule = access.parameters(borderParameters)
  const note = bindNote(access.world)
  return (row) => {
    if (interaction[row] === 0) return
    const at = interaction[row] - 1
    const quality = p[at]
    const passed = outcome[row] === FlowOutcome.passed
    sums[Tally.interactions]++
    sums[Tally.gainSum] += degradedP(quality, rule.informationDecay[0])
    sums[Tally.toxicitySum] += 1 - quality
    sums[Tally.lossSum] += (1 - quality) * (1 - quality) * crossingProbability(quality, 1)
    if (passed) sums[Tally.value] += degradedP(quality, rule.informationDecay[0])
    crossing.outcome[at] = passed ? CrossingOutcome.crossed : coreOutcome(outcome[row])
    if (!passed) note(EventCode.boundaryRefused, agent[row], crossing.outcome[at], quality)
    if (fates[Fate.contagion] >= rule.contagionRate[0] * (1 - quality)) return
    const harm = (1 - quality) * rule.spilloverAmplification[0]
    sums[Tally.spillsTried]++
    sums[Tally.spillHarmTried] += harm
    const open = crossingProbability(quality, membrane.permeability[0])
    if (!passed || (rule.secondBarrier[0] === 1 && fates[Fate.barrier] >= open)) return
    sums[Tally.spillsEscaped]++
    sums[Tally.spillHarm] += harm
    membrane.harm[0] += harm
    membrane.escapes[0]++
    crossing.outcome[at] = CrossingOutcome.spilled
    crossing.harm[at] = harm
    note(EventCode.spilloverDetected, agent[row], CrossingOutcome.spilled, harm)
  }
}

/** The core's word for what stopped an interaction. */
function coreOutcome(outcome: number): number {
  if (outcome === FlowOutcome.rate || outcome === FlowOutcome.bandwidth) return CrossingOutcome.rateLimited
  const isSensitivity = outcome >= FlowOutcome.outboundSensitivity && outcome <= FlowOutcome.approval
  return isSensitivity ? CrossingOutcome.tooSensitive : CrossingOutcome.refused
}

/** Books of a flow whose outcome stands: counts, leaks, alerts, what the detection was worth. */
function bindReport(access: SystemAccess): (row: number) => void {
  const { agent, bytes, direction, outcome, sensitivity } = access.get(Flow)
  const traffic = access.get(Traffic)
  const { sums } = access.get(BorderTally)
  const leaks = bindLeaks(access)
  return (row) => {
    const who = agent[row]
    const what = outcome[row]
    const crossed = what === FlowOutcome.passed || what === FlowOutcome.failed
    if (crossed) traffic.sent[who]++
    else {
      traffic.stopped[who]++
      sums[FIRST_REASON + what - FlowOutcome.rate]++
    }
    if (direction[row] === FlowDirectionCode.inbound) return
    sums[Tally.tried]++
    sums[Tally.sensitivitySum] += sensitivity[row]
    if (crossed) {
      sums[Tally.passed]++
      sums[Tally.bytesOut] += bytes[row]
    }
    leaks(row, crossed)
  }
}

/** Reasons lie in the sums in the order of their codes. */
const FIRST_REASON = Tally.rate

function bindLeaks(access: SystemAccess): (row: number, crossed: boolean) => void {
  const { agent, truth, seen: seenBits, outcome } = access.get(Flow)
  const { type } = access.get(Kind)
  const traffic = access.get(Traffic)
  const { reputation } = access.get(Standing)
  const membrane = access.get(Membrane)
  const { sums } = access.get(BorderTally)
  const { spilloverAmplification, reputationPenalty } = access.parameters(borderParameters)
  const { tick } = access.clock
  const note = bindNote(access.world)
  const alert = (row: number, crossed: boolean) => {
    const who = agent[row]
    const seen = seenBits[row] & ALL_FAMILIES
    const severity = SEVERITY_OF_MASK[seen]
    for (let family = 0; family < 5; family++)
      if ((seen & (1 << family)) !== 0) sums[Tally.alertsPii + family]++
    membrane.harm[0] += severity
    if (traffic.leaks[who] < 65_535) traffic.leaks[who]++
    if (severity > traffic.maxSeverity[who]) traffic.maxSeverity[who] = severity
    if (outcome[row] === FlowOutcome.leak) reputation[who] -= reputationPenalty[0]
    note(EventCode.leakDetected, who, seen | (crossed ? 0 : ALERT_STOPPED), severity)
  }
  return (row, crossed) => {
    const who = agent[row]
    const found = (seenBits[row] & ALL_FAMILIES) !== 0
    if (found) alert(row, crossed)
    if (truth[row] === UNKNOWN_TRUTH) return
    const families = truth[row] & ALL_FAMILIES
    if (families === 0) {
      sums[found ? Tally.falsePositives : Tally.trueNegatives]++
      if (type[who] !== AgentType.honest) return
      sums[Tally.honestInnocent]++
      // Capacity and the membrane stop anyone; only a mistaken reading of the content is collateral of the detection.
      if (found && !crossed) sums[Tally.honestStopped]++
      return
    }
    const severity = SEVERITY_OF_MASK[families]
    sums[Tally.leaksTried]++
    sums[Tally.leakHarmTried] += severity * spilloverAmplification[0]
    sums[found ? Tally.truePositives : Tally.falseNegatives]++
    if (traffic.firstLeak[who] === 0) traffic.firstLeak[who] = tick[0] + 1
    if (found && traffic.caught[who] === 0) {
      traffic.caught[who] = 1
      sums[Tally.delaySum] += tick[0] + 1 - traffic.firstLeak[who]
      sums[Tally.delayCount]++
    }
    if (!crossed) return
    sums[Tally.escapedLow + rankOf(severity)]++
    sums[Tally.leakHarm] += severity * spilloverAmplification[0]
    membrane.escapes[0]++
  }
}

/** Place of a severity's label: low, medium, high, critical. */
function rankOf(severity: number): number {
  if (severity >= 0.9) return 3
  if (severity >= 0.7) return 2
  return severity >= 0.4 ? 1 : 0
}
