import { Kind } from '../../components/agent.ts'
import { CUSTODY_REASONS, CustodyReason } from '../../components/codes.ts'
import type { ParameterValue } from '../../engine/config.ts'
import type { Simulation } from '../../simulation/simulation.ts'

/** Thin space between thousands. */
const THIN = '\u2009'

/** A number as a person reads it: at most three decimals, none of them idle, and thin spaces between thousands. */
export function inWords(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'none' : value > 0 ? 'no limit' : '-∞'
  const [whole = '', decimals] = String(Number(value.toFixed(3))).split('.')
  const grouped = /e/.test(whole) ? whole : whole.replace(/\B(?=(\d{3})+$)/g, THIN)
  return decimals === undefined ? grouped : `${grouped}.${decimals}`
}

/** `1 audit`, `12 audits`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${inWords(count)} ${count === 1 ? one : many}`

export const settingInWords = (value: ParameterValue): string => {
  if (value === null) return 'none'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return typeof value === 'number' ? inWords(value) : value
}

/** `honest`, `adaptive adversary`. */
export const spaced = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/_/g, ' ')

/** `#12 (adaptive adversary)`. */
export function bindAgentName({
  world,
  policyNames,
}: Pick<Simulation, 'world' | 'policyNames'>): (agent: number) => string {
  const { policy } = world.get(Kind)
  const names = policyNames.map(spaced)
  return (agent) => `#${agent} (${names[policy[agent] as number]})`
}

const LEVERS: Readonly<Record<(typeof CUSTODY_REASONS)[number], string>> = {
  breaker: 'the circuit breaker',
  quarantine: 'the security lever’s quarantine',
  sybil: 'the Sybil lever',
  incoherence: 'the incoherence breaker',
  departed: 'its departure',
}

/** Who holds an agent, by the bits of CustodyReason. */
export const holdersOf = (reasons: number): string =>
  CUSTODY_REASONS.filter((name) => (reasons & CustodyReason[name]) !== 0)
    .map((name) => LEVERS[name])
    .join(' and ')
