import { CustodyReason } from '../../components/codes.ts'
import { Custody, LeverEffect } from '../../components/custody.ts'
import { Stake } from '../../components/stake.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { eitherOf, societyThreat } from '../../formulas/security.ts'
import { Infection, SecurityTotals, Threat, Trail } from './columns.ts'
import { recentRate } from './detection.ts'
import { securityParameters } from './parameters.ts'

/** Money fined per unit of reputation. */
const MONEY_PER_SCORE = 5
const COUNT_MAX = 65_535
/** What is left of a threat below this is nothing. */
const LEVEL_MIN = 1e-9

/**
 * Judges every agent as an epoch begins: the old threat fades, the signs of the past epoch join it. New signs, and they
 * alone, are fined, so that no offence is punished twice; a grave threat with new signs is quarantined; a calm one is
 * released. Fines take at most what an agent owns. Reads Custody, Stake, Trail, Infection. Writes LeverEffect, Threat,
 * SecurityTotals. Whitepaper §8 and security detection.
 */
export const securityJudgementSystem = defineSystem({
  name: 'security-judgement',
  phase: 'epoch-levers',
  every: 'epoch-start',
  before: ['lever-merge'],
  reads: [Custody, Stake, Trail, Infection],
  writes: [LeverEffect, Threat, SecurityTotals],
  doc: 'Judges threats, and asks for fines, quarantine and release.',
  bind(access) {
    const { reasons } = access.get(Custody)
    const { resources } = access.get(Stake)
    const effect = access.get(LeverEffect)
    const { level, highest, suspicion, fined, flagged, quarantined, calm } = access.get(Threat)
    const { fines } = access.get(SecurityTotals)
    const rule = access.parameters(securityParameters)
    const { tick } = access.clock
    const judgeSociety = bindSocietyJudgement(access)
    return (first, end) => {
      for (let agent = first; agent < end; agent++) {
        const isNew = suspicion[agent] > 0
        const isHeld = (reasons[agent] & CustodyReason.quarantine) !== 0
        if (!isNew && !isHeld && level[agent] === 0) continue
        const fresh = suspicion[agent]
        suspicion[agent] = 0
        level[agent] = eitherOf(level[agent] * rule.decay[0], fresh)
        if (level[agent] < LEVEL_MIN) level[agent] = 0
        if (highest[agent] < level[agent]) highest[agent] = level[agent]
        if (flagged[agent] === 0 && level[agent] >= rule.flagThreshold[0]) flagged[agent] = tick[0] + 1
        if ((reasons[agent] & CustodyReason.departed) !== 0) continue
        if (isHeld) {
          if (level[agent] >= rule.releaseThreshold[0]) calm[agent] = 0
          else if (calm[agent] < COUNT_MAX) calm[agent]++
          if (calm[agent] >= rule.releaseEpochs[0]) effect.thaw[agent] |= CustodyReason.quarantine
        } else if (isNew && level[agent] >= rule.quarantineThreshold[0]) {
          effect.freeze[agent] |= CustodyReason.quarantine
          quarantined[agent] = tick[0] + 1
          calm[agent] = 0
        }
        if (!isNew || level[agent] < rule.penaltyThreshold[0]) continue
        effect.reputation[agent] -= fresh * rule.penaltyMultiplier[0]
        const asked = MONEY_PER_SCORE * fresh * rule.penaltyMultiplier[0]
        const owned = resources[agent] > 0 ? resources[agent] : 0
        const fine = asked < owned ? asked : owned
        effect.resources[agent] -= fine
        fined[agent] += fine
        fines[0] += fine
      }
      judgeSociety(first, end)
    }
  },
})

/** Threat to the society at the end of the past epoch, beside those of the epochs before. */
function bindSocietyJudgement(access: SystemAccess): (first: number, end: number) => void {
  const { reasons } = access.get(Custody)
  const { level } = access.get(Threat)
  const { successes, proposals } = access.get(Trail)
  const { deepest } = access.get(Infection)
  const { indicators, levels, known } = access.get(SecurityTotals)
  const { flagThreshold, manipulationThreshold, manipulationWindow, minInteractions } =
    access.parameters(securityParameters)
  const { epoch } = access.clock
  const isManipulator = (agent: number) =>
    successes[agent] !== 0 &&
    proposals[agent] >= minInteractions[0] &&
    recentRate(successes[agent], proposals[agent], manipulationWindow[0]) >= manipulationThreshold[0]
  return (first, end) => {
    if (epoch[0] === 0) return
    let agents = 0
    let flagged = 0
    let manipulators = 0
    let depth = 0
    for (let agent = first; agent < end; agent++) {
      if (depth < deepest[agent]) depth = deepest[agent]
      if ((reasons[agent] & CustodyReason.departed) !== 0) continue
      agents++
      if (level[agent] >= flagThreshold[0]) flagged++
      if (isManipulator(agent)) manipulators++
    }
    levels.copyWithin(0, 1)
    levels[levels.length - 1] = societyThreat({
      indicators: indicators[0],
      flagged,
      manipulators,
      depth,
      agents,
    })
    if (known[0] < levels.length) known[0]++
    indicators[0] = 0
  }
}
