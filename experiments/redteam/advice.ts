import type { ParameterValue } from '../../engine/config.ts'
import type { Assessment } from './assessment.ts'

/** Where a setting gives way, by the bands of the peer. */
export interface Vulnerability {
  readonly attack: string
  readonly kind: 'evasion' | 'damage'
  readonly severity: 'medium' | 'high' | 'critical'
  readonly finding: string
}

/** A change that the measurements speak for. */
export interface Recommendation {
  readonly advice: string
  readonly because: string
}

const EVASION_MEDIUM = 0.7
const EVASION_HIGH = 0.9
/** Of what everyone else earns; the peer counts points of a hundred. */
const DAMAGE_HIGH = 0.3
const DAMAGE_CRITICAL = 0.5
const MAJORITY = 0.5
const AUDIT_EVASION = 0.5
const THRESHOLD_EVASION = 0.6
const TAX_LOW = 0.05

const percent = (share: number): string => `${(100 * share).toFixed(0)}%`
const succeeds = ({ successRate }: Assessment): boolean => (successRate?.mean ?? 0) >= MAJORITY

/**
 * Vulnerabilities, gravest first: evasion above 70% (high above 90%), success with damage above 30% (critical above 50%);
 * damage that surely lies above 50% counts without success too.
 */
export function vulnerabilitiesOf(assessments: readonly Assessment[]): Vulnerability[] {
  const found = assessments.flatMap((each): Vulnerability[] => {
    const evasion = each.evasion?.mean ?? 0
    const damage = each.damageShare?.mean ?? 0
    const result: Vulnerability[] = []
    const isRuinous = (each.damageShare?.low ?? 0) > DAMAGE_CRITICAL
    if (isRuinous || (succeeds(each) && damage > DAMAGE_HIGH)) {
      const severity = damage > DAMAGE_CRITICAL ? 'critical' : 'high'
      const finding = `succeeds in ${percent(each.successRate?.mean ?? 0)} of runs and costs the others ${percent(damage)} of what they earn`
      result.push({ attack: each.attack, kind: 'damage', severity, finding })
    }
    if (evasion > EVASION_MEDIUM) {
      const severity = evasion > EVASION_HIGH ? 'high' : 'medium'
      const finding = `${percent(evasion)} of its attacks take effect unseen`
      result.push({ attack: each.attack, kind: 'evasion', severity, finding })
    }
    return result
  })
  const rank = { critical: 0, high: 1, medium: 2 } as const
  return found.sort((a, b) => rank[a.severity] - rank[b.severity])
}

/** What the measurements speak for, given the levers that are on. Nothing is recommended that is on already. */
export function recommendationsOf(
  assessments: readonly Assessment[],
  value: (path: string) => ParameterValue,
): Recommendation[] {
  const tested = assessments.filter(({ runs }) => runs > 0)
  const isOn = (path: string) => value(path) === true
  const successful = tested.filter(succeeds)
  const names = (which: readonly Assessment[]) => which.map(({ attack }) => attack).join(', ')
  const evasion =
    tested.reduce((sum, each) => sum + (each.evasion?.mean ?? 0), 0) / Math.max(1, tested.length)
  const hidden = `${percent(evasion)} of attacks take effect unseen, on average over the library`
  const of = (category: Assessment['category']) => successful.filter((each) => each.category === category)
  const breaker = isOn('governance.circuit_breaker_enabled')
  const audits = isOn('governance.audit_enabled')
  const rules: (readonly [when: boolean, advice: string, because: string])[] = [
    [
      !breaker && successful.length > 0,
      'Enable the circuit breaker (governance.circuit_breaker_enabled).',
      `succeed: ${names(successful)}`,
    ],
    [
      !isOn('governance.collusion_detection_enabled') && of('coordination').length > 0,
      'Enable collusion detection (governance.collusion_detection_enabled).',
      `coordinated attacks succeed: ${names(of('coordination'))}`,
    ],
    [!audits && evasion > AUDIT_EVASION, 'Enable random audits (governance.audit_enabled).', hidden],
    [audits && evasion > AUDIT_EVASION, 'Audit more often (governance.audit_probability).', hidden],
    [
      Number(value('governance.transaction_tax_rate')) < TAX_LOW && of('resource').length > 0,
      'Raise the transaction tax to 5% (governance.transaction_tax_rate).',
      `resource attacks succeed: ${names(of('resource'))}`,
    ],
    [
      (breaker || audits) && evasion > THRESHOLD_EVASION,
      'Lower the thresholds that attackers keep below (governance.freeze_threshold_toxicity, governance.audit_threshold_p).',
      hidden,
    ],
    [
      value('acceptance.mode') === 'policy' &&
        successful.some(({ externalHarm }) => (externalHarm?.low ?? 0) > 0),
      'Turn poor work away at a gate (acceptance.mode: both).',
      `external harm is above that of the control: ${names(successful.filter(({ externalHarm }) => (externalHarm?.low ?? 0) > 0))}`,
    ],
    [
      2 * successful.length > tested.length,
      'Combine levers: no single one stops most of the library (defence in depth).',
      `${successful.length} of ${tested.length} attacks succeed in most runs`,
    ],
  ]
  return rules.filter(([when]) => when).map(([, advice, because]) => ({ advice, because }))
}
