import { Status } from '../../components/codes.ts'
import { Cost, Parties, Score, Signals, Verdict } from '../../components/interaction.ts'
import { Record } from '../../components/ledger.ts'
import { NOBODY } from '../../engine/journal.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import {
  bitCount,
  contagionRisk,
  eitherOf,
  exfiltrationRisk,
  injectionRisk,
  injectionScore,
  launderingRisk,
  manipulationRisk,
  POOR_P,
  realtimeScore,
  wilsonLowerBound,
} from '../../formulas/security.ts'
import { Alarm, Infection, SecurityTotals, Sign, Threat, Trail } from './columns.ts'
import { securityParameters } from './parameters.ts'

const EXTRACTION_TRANSFER = -1
const EXTRACTION_P = 0.5
const WINDOW_MAX = 32
const DEPTH_MAX = 65_535

/** Looks at one interaction; returns the signs it gives as bits, and adds to the suspicion of whom they point to. */
type Detector = (row: number) => number

/**
 * Looks at every completed interaction once, in row order, and at a constant number of columns of its parties. Injection
 * and exfiltration are read off the interaction itself, manipulation off the initiator's latest proposals, laundering off a
 * path of two deals, contagion off the infection forest. Reads Parties, Signals, Score, Verdict, Record. Writes Cost, Alarm,
 * Threat, Trail, Infection, SecurityTotals. Whitepaper, security detection.
 */
export const securityDetectionSystem = defineSystem({
  name: 'security-detection',
  phase: 'security',
  every: 'interaction',
  reads: [Parties, Signals, Score, Verdict, Record],
  writes: [Cost, Alarm, Threat, Trail, Infection, SecurityTotals],
  doc: 'Finds signs of injection, manipulation, laundering and contagion, and charges for them at once.',
  bind(access) {
    const { initiator, hostile } = access.get(Parties)
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { signs, charge } = access.get(Alarm)
    const { offended } = access.get(Trail)
    const { indicators } = access.get(SecurityTotals)
    const { poorP, realtimePenalty } = access.parameters(securityParameters)
    const { tick } = access.clock
    const injection = bindInjection(access)
    const manipulation = bindManipulation(access)
    const laundering = bindLaundering(access)
    const contagion = bindContagion(access)
    const chargeFor = bindCharge(access)
    return (first, end) => {
      for (let row = first; row < end; row++) {
        signs[row] = 0
        charge[row] = 0
        if (status[row] === Status.void || status[row] === Status.expired) continue
        const agent = initiator[row]
        if (hostile[row] === 1 && offended[agent] === 0) offended[agent] = tick[0] + 1
        let found = injection(row) | manipulation(row)
        if (status[row] === Status.accepted) {
          found |= laundering(row)
          if (p[row] < poorP[0]) found |= contagion(row)
        }
        if (realtimePenalty[0] === 1) chargeFor(row)
        if (found === 0) continue
        signs[row] = found
        indicators[0] += bitCount(found)
      }
    }
  },
})

/** Injection and exfiltration: what one interaction shows. Such signs are independent and add up. */
function bindInjection(access: SystemAccess): Detector {
  const { initiator } = access.get(Parties)
  const { rejections, misuse } = access.get(Signals)
  const { p } = access.get(Score)
  const { status } = access.get(Verdict)
  const { suspicion } = access.get(Threat)
  const { injectionThreshold } = access.parameters(securityParameters)
  return (row) => {
    // Most interactions show nothing, which is no sign however low the threshold; a score that is returned may be boxed.
    if (misuse[row] === 0 && rejections[row] === 0 && p[row] >= POOR_P) return 0
    const agent = initiator[row]
    const score = injectionScore(status[row] === Status.accepted, p[row], misuse[row], rejections[row])
    if (score === 0) return 0
    let found = 0
    if (score >= injectionThreshold[0]) {
      found = Sign.injection
      suspicion[agent] = eitherOf(suspicion[agent], injectionRisk(score))
    }
    if (misuse[row] < 2) return found
    suspicion[agent] = eitherOf(suspicion[agent], exfiltrationRisk(misuse[row]))
    return found | Sign.exfiltration
  }
}

/** Charges both parties of an interaction whose score, with the threat of its initiator as last judged, is high enough. */
function bindCharge(access: SystemAccess): (row: number) => void {
  const { initiator } = access.get(Parties)
  const { rejections, misuse } = access.get(Signals)
  const { p } = access.get(Score)
  const { status } = access.get(Verdict)
  const { charge } = access.get(Alarm)
  const { level } = access.get(Threat)
  const { realtimeThreshold, realtimeRate } = access.parameters(securityParameters)
  const cost = access.get(Cost)
  return (row) => {
    const accepted = status[row] === Status.accepted
    const score = realtimeScore(accepted, p[row], misuse[row], rejections[row], level[initiator[row]])
    if (score < realtimeThreshold[0]) return
    const paid = realtimeRate[0] * score
    cost.initiator[row] += paid
    cost.counterparty[row] += paid / 2
    charge[row] = paid + paid / 2
  }
}

/**
 * Manipulation: a share of the initiator's latest proposals talked a partner into a poor deal, or into paying for one. The
 * pattern counts as one sign however long it goes on, so it is a floor under suspicion and adds nothing to it.
 */
function bindManipulation(access: SystemAccess): Detector {
  const { initiator, transfer } = access.get(Parties)
  const { p } = access.get(Score)
  const { status } = access.get(Verdict)
  const { suspicion } = access.get(Threat)
  const { successes, proposals } = access.get(Trail)
  const { manipulationP, manipulationThreshold, manipulationWindow, minInteractions } =
    access.parameters(securityParameters)
  return (row) => {
    const agent = initiator[row]
    const extracts = transfer[row] < EXTRACTION_TRANSFER && p[row] < EXTRACTION_P
    const succeeds = status[row] === Status.accepted && (p[row] < manipulationP[0] || extracts)
    successes[agent] = (successes[agent] << 1) | (succeeds ? 1 : 0)
    if (proposals[agent] < WINDOW_MAX) proposals[agent]++
    if (!succeeds || proposals[agent] < minInteractions[0]) return 0
    const rate = recentRate(successes[agent], proposals[agent], manipulationWindow[0])
    if (rate < manipulationThreshold[0]) return 0
    const risk = manipulationRisk(rate)
    if (suspicion[agent] < risk) suspicion[agent] = risk
    return Sign.manipulation
  }
}

/** Share of successes among the latest proposals, at most `window` of them; 0 when there are none. */
export function recentRate(successes: number, proposals: number, window: number): number {
  const looked = proposals < window ? proposals : window
  if (looked === 0) return 0
  return bitCount(looked === WINDOW_MAX ? successes : successes & ((1 << looked) - 1)) / looked
}

/**
 * Laundering: what an agent of little trust sold as a poor deal is passed on, within some ticks, to one of far higher
 * trust. Trust is the lower bound of the mean p of accepted proposals. Each agent remembers the least trusted of its recent
 * sources, and a source is held to account once for a deal.
 */
function bindLaundering(access: SystemAccess): Detector {
  const { initiator, counterparty } = access.get(Parties)
  const { p } = access.get(Score)
  const { accepted, initiatedSumP } = access.get(Record)
  const { suspicion } = access.get(Threat)
  const { source, sourceTick } = access.get(Trail)
  const { poorP, launderingTrustGap, launderingTicks } = access.parameters(securityParameters)
  const { tick } = access.clock
  const trust = (agent: number) => wilsonLowerBound(initiatedSumP[agent], accepted[agent])
  const hasSource = (agent: number) =>
    source[agent] !== NOBODY && tick[0] + 1 - sourceTick[agent] <= launderingTicks[0]
  return (row) => {
    const agent = initiator[row]
    const receiver = counterparty[row]
    let found = 0
    const from = source[agent]
    if (from !== NOBODY && from !== receiver && sourceTick[agent] <= tick[0] && hasSource(agent)) {
      const gain = trust(receiver) - trust(from)
      if (gain > launderingTrustGap[0]) {
        suspicion[from] = eitherOf(suspicion[from], launderingRisk(gain))
        source[agent] = NOBODY
        found = Sign.laundering
      }
    }
    if (p[row] >= poorP[0]) return found
    if (!hasSource(receiver) || trust(agent) <= trust(source[receiver])) {
      source[receiver] = agent
      sourceTick[receiver] = tick[0] + 1
    }
    return found
  }
}

/**
 * Contagion: a poor deal infects a receiver that is clean. The root of a tree that is long and fast enough is suspected;
 * like manipulation, the pattern is a floor.
 */
function bindContagion(access: SystemAccess): Detector {
  const { initiator, counterparty } = access.get(Parties)
  const { suspicion } = access.get(Threat)
  const { at, by, root, depth, size, deepest, last } = access.get(Infection)
  const { contagionVelocity, minChainLength } = access.parameters(securityParameters)
  const { tick } = access.clock
  return (row) => {
    const giver = initiator[row]
    const receiver = counterparty[row]
    if (at[receiver] !== 0) return 0
    const now = tick[0] + 1
    if (at[giver] === 0) {
      at[giver] = now
      root[giver] = giver
      size[giver] = 1
    }
    const origin = root[giver]
    at[receiver] = now
    by[receiver] = giver
    root[receiver] = origin
    depth[receiver] = depth[giver] < DEPTH_MAX ? depth[giver] + 1 : DEPTH_MAX
    size[origin]++
    last[origin] = now
    if (deepest[origin] < depth[receiver]) deepest[origin] = depth[receiver]
    if (deepest[origin] + 1 < minChainLength[0]) return 0
    const velocity = (size[origin] - 1) / (now - at[origin] + 1)
    if (velocity < contagionVelocity[0]) return 0
    const risk = contagionRisk(deepest[origin], velocity)
    if (suspicion[origin] < risk) suspicion[origin] = risk
    return Sign.contagion
  }
}
