import type { ParameterValue } from '../../../engine/config.ts'
import { Tally, type TallyName } from '../../../mechanisms/border/codes.ts'
import { BorderTally } from '../../../mechanisms/border/columns.ts'
import { mechanisms } from '../../../mechanisms/index.ts'
import type { Simulation } from '../../../simulation/simulation.ts'
import { aSimulation } from '../../kit/a-simulation.ts'

/** A population with exfiltrators behind a border, under parameters of section `border` by their short paths. */
export function aBorder(
  rules: Readonly<Record<string, ParameterValue>> = {},
  agents: Readonly<Record<string, number>> = {},
  more: { epochs?: number; stepsPerEpoch?: number; seed?: string } = {},
): Simulation {
  const parameters = Object.fromEntries(
    Object.entries(rules).map(([path, value]) => [`border.${path}`, value]),
  )
  return aSimulation(
    { honest: 60, opportunistic: 15, deceptive: 12, adversarial: 8, exfiltrator: 10, ...agents },
    { 'border.enabled': true, ...parameters },
    { epochs: 4, stepsPerEpoch: 5, ...more },
    { plugins: mechanisms },
  )
}

/** A sum of the epoch so far, or of the finished epochs. */
export function sumOf(simulation: Simulation, name: TallyName, scope: 'epoch' | 'run' = 'epoch'): number {
  const { sums } = simulation.world.get(BorderTally)
  return sums[(scope === 'epoch' ? 0 : sums.length / 2) + Tally[name]] as number
}
