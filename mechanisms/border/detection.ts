import type { SystemAccess } from '../../engine/world.ts'
import { detectorParameters } from './parameters.ts'
import { type FamilyQuality, SCANNER_QUALITY, SIMULATED_FAMILIES } from './scanner-quality.ts'
import { severityOf, weightOf } from './text/detector.ts'
import { RULE_SETS } from './text/findings.ts'

/** Families that a population without texts has, by place; bit k of a mask is family k. */
export const FAMILIES = SIMULATED_FAMILIES.length
/** Bits of all families, those of the user's own patterns included. */
export const ALL_FAMILIES = 31
/** Highest severity of the families of each mask. */
export const SEVERITY_OF_MASK = Float64Array.from({ length: ALL_FAMILIES + 1 }, (_, mask) => severityOf(mask))
/** What the families of each mask add to the estimate of sensitivity, as the standard scan of a text does. */
export const WEIGHT_OF_MASK = Float64Array.from({ length: ALL_FAMILIES + 1 }, (_, mask) => weightOf(mask))

/** Chances of a scan by family, refreshed each tick because they may be moved. */
export interface ScanQuality {
  readonly recall: Float64Array
  readonly falseAlarm: Float64Array
  refresh(): void
}

/** Takes the measured quality of the rule set, as far as the scenario does not say otherwise. */
export function bindScanQuality(access: Pick<SystemAccess, 'parameters'>): ScanQuality {
  const rule = access.parameters(detectorParameters)
  const recall = new Float64Array(FAMILIES)
  const falseAlarm = new Float64Array(FAMILIES)
  const given = SIMULATED_FAMILIES.map((family) => ({
    recall: rule[`${family}Recall`],
    falseAlarm: rule[`${family}FalseAlarm`],
  }))
  const refresh = () => {
    const measured = SCANNER_QUALITY[RULE_SETS[rule.rules[0]]]
    for (let family = 0; family < FAMILIES; family++) {
      const own: FamilyQuality = measured[SIMULATED_FAMILIES[family]]
      const [found, alarmed] = [given[family].recall[0], given[family].falseAlarm[0]]
      recall[family] = Number.isNaN(found) ? own.recall : found
      falseAlarm[family] = Number.isNaN(alarmed) ? own.falseAlarm : alarmed
    }
  }
  return { recall, falseAlarm, refresh }
}
