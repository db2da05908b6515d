import { CROSSINGS, CrossingOutcome } from '../components/codes.ts'
import { Boundary, Crossing } from '../components/crossing.ts'
import { Verdict } from '../components/interaction.ts'
import { boundaryParameters } from '../components/parameters/society.ts'
import { defineMetric } from '../engine/metric.ts'
import { ACCEPTED_WEIGHTS, add } from './sums.ts'

/** What met the boundary of the sandbox. Reads Verdict, Crossing, Boundary. Whitepaper §9, §14. */
export const boundary = defineMetric({
  name: 'boundary',
  doc: 'Crossings of the boundary, refusals, and how tight it stands (§9, §14). Spilled harm is counted under welfare.',
  sums: ['crossed', 'spilled', 'rateLimited', 'tooSensitive'],
  columns: {
    crossings: { unit: 'count', doc: 'Accepted interactions that crossed the boundary, spills included.' },
    spills: { unit: 'count', doc: 'Crossings that spilled harm.' },
    crossingsRateLimited: {
      unit: 'count',
      doc: 'Crossings refused because the agent had used up its window.',
    },
    crossingsTooSensitive: { unit: 'count', doc: 'Crossings refused because the flow was too sensitive.' },
    threatLevel: { unit: 'level', doc: 'Threat level at the end; null without a boundary.' },
    permeability: { unit: 'probability', doc: 'Permeability at the end; null without a boundary.' },
  },
  reads: [Verdict, Crossing, Boundary],
  bind(access) {
    const { status } = access.get(Verdict)
    const counts = new Uint32Array(CROSSINGS.length)
    const { outcome } = access.get(Crossing)
    const { threat, permeability } = access.get(Boundary)
    const { enabled } = access.parameters(boundaryParameters)
    return {
      observe(first, end, sums) {
        counts.fill(0)
        for (let row = first; row < end; row++) {
          const code = (outcome[row] as number) * (ACCEPTED_WEIGHTS[status[row] as number] as number)
          counts[code] = (counts[code] as number) + 1
        }
        add(sums, 0, counts[CrossingOutcome.crossed] as number)
        add(sums, 1, counts[CrossingOutcome.spilled] as number)
        add(sums, 2, counts[CrossingOutcome.rateLimited] as number)
        add(sums, 3, counts[CrossingOutcome.tooSensitive] as number)
      },
      report: (sums) => ({
        crossings: sums.crossed + sums.spilled,
        spills: sums.spilled,
        crossingsRateLimited: sums.rateLimited,
        crossingsTooSensitive: sums.tooSensitive,
        threatLevel: enabled[0] === 1 ? (threat[0] as number) : null,
        permeability: enabled[0] === 1 ? (permeability[0] as number) : null,
      }),
    }
  },
})
