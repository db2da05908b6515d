import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { FlowDirectionCode, FlowOrigin, FlowOutcome, UNKNOWN_TRUTH } from './codes.ts'
import { Flow, FlowHead, RateWindow, Submission, Traffic } from './columns.ts'
import { ALL_FAMILIES, SEVERITY_OF_MASK } from './detection.ts'
import { detectorParameters, policyParameters } from './parameters.ts'
import { FILTER_QUALITY } from './scanner-quality.ts'
import { Feature } from './text/findings.ts'

export const GATE_STREAM = defineStream('border-gate')

/**
 * Asks the policies in order, rate limit, content filter, sensitivity, and the leak scan last; the first denial stands.
 * The rate limit charges what it lets through, even where a later rule denies it. Reads FlowHead. Writes Flow, Traffic,
 * RateWindow. Whitepaper §9.
 */
export const borderGateSystem = defineSystem({
  name: 'border-gate',
  phase: 'boundary',
  every: 'tick',
  reads: [FlowHead, Submission],
  writes: [Flow, Traffic, RateWindow],
  doc: 'Asks the policies and the leak scan about each flow.',
  bind(access) {
    const flow = access.get(Flow)
    const { count } = access.get(FlowHead)
    const limits = bindRateLimit(access)
    const filters = bindFilter(access)
    const judges = bindSensitivity(access)
    const { blockSeverity } = access.parameters(detectorParameters)
    return () => {
      for (let row = 0; row < count[0]; row++) {
        let outcome = limits(row)
        if (outcome === FlowOutcome.waiting) outcome = filters(row)
        if (outcome === FlowOutcome.waiting) outcome = judges(row)
        const seen = flow.seen[row] & ALL_FAMILIES
        if (
          outcome === FlowOutcome.waiting &&
          flow.direction[row] === FlowDirectionCode.outbound &&
          seen !== 0
        ) {
          if (SEVERITY_OF_MASK[seen] >= blockSeverity[0]) outcome = FlowOutcome.leak
        }
        flow.outcome[row] = outcome
      }
    }
  },
})

/** A sliding window of whole ticks: a flow as old as the window counts no more. */
function bindRateLimit(access: SystemAccess): (row: number) => number {
  const { agent: agents, bytes: sizes } = access.get(Flow)
  const { advanced } = access.get(Traffic)
  const { flows, bytes } = access.get(RateWindow)
  const { tick } = access.clock
  const { crossingsPerWindow, bytesPerWindow, windowTicks } = access.parameters(policyParameters)
  return (row) => {
    const agent = agents[row]
    const length = windowTicks[0]
    const first = agent * length
    const now = tick[0]
    // Slots of ticks in which the agent sent nothing still hold what was there a window ago.
    const stale = Math.min(length, now + 1 - advanced[agent])
    for (let back = 0; back < stale; back++) {
      const slot = first + ((now - back) % length)
      flows[slot] = 0
      bytes[slot] = 0
    }
    advanced[agent] = now + 1
    let sent = 0
    let used = 0
    for (let slot = first; slot < first + length; slot++) {
      sent += flows[slot]
      used += bytes[slot]
    }
    if (sent >= crossingsPerWindow[0]) return FlowOutcome.rate
    if (used + sizes[row] > bytesPerWindow[0]) return FlowOutcome.bandwidth
    const slot = first + (now % length)
    flows[slot]++
    bytes[slot] += sizes[row]
    return FlowOutcome.waiting
  }
}

/** Length, and patterns of credentials; a scanned text has been filtered by its scan. */
function bindFilter(access: SystemAccess): (row: number) => number {
  const { bytes, truth, seen, key, origin } = access.get(Flow)
  const { maxBytes, patterns } = access.parameters(policyParameters)
  const draws = access.source(GATE_STREAM)
  return (row) => {
    if (bytes[row] > maxBytes[0]) return FlowOutcome.length
    if (patterns[0] === 0) return FlowOutcome.waiting
    if (origin[row] === FlowOrigin.submission) {
      return (seen[row] & Feature.credential) !== 0 ? FlowOutcome.pattern : FlowOutcome.waiting
    }
    const is = truth[row] !== UNKNOWN_TRUTH && (truth[row] & Feature.credential) !== 0
    const chance = is ? FILTER_QUALITY.recall : FILTER_QUALITY.falseAlarm
    draws.begin(key[row])
    return draws.next()[0] < chance ? FlowOutcome.pattern : FlowOutcome.waiting
  }
}

function bindSensitivity(access: SystemAccess): (row: number) => number {
  const { agent, sensitivity, direction } = access.get(Flow)
  const { clearance } = access.get(Traffic)
  const { maxOutboundSensitivity, approvalAbove } = access.parameters(policyParameters)
  return (row) => {
    const estimate = sensitivity[row]
    const isOut = direction[row] === FlowDirectionCode.outbound
    // Estimates are kept in single precision, so bounds are compared in it too.
    if (isOut && estimate > Math.fround(maxOutboundSensitivity[0])) return FlowOutcome.outboundSensitivity
    if (estimate > clearance[agent[row]]) return FlowOutcome.clearance
    return estimate > Math.fround(approvalAbove[0]) ? FlowOutcome.approval : FlowOutcome.waiting
  }
}
