import { CrossingOutcome, Status } from '../components/codes.ts'
import { Boundary, Crossing } from '../components/crossing.ts'
import { Verdict } from '../components/interaction.ts'
import { boundaryParameters } from '../components/parameters/society.ts'
import { defineMetric } from '../engine/metric.ts'
import { add } from './sums.ts'

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
    const { outcome } = access.get(Crossing)
    const { threat, permeability } = access.get(Boundary)
    const { enabled } = access.parameters(boundaryParameters)
    return {
      observe(first, end, sums) {
        let crossed = 0
        let spilled = 0
        let rateLimited = 0
        let tooSensitive = 0
        for (let row = first; row < end; row++) {
          if (status[row] !== Status.accepted) continue
          const code = outcome[row] as number
          if (code === CrossingOutcome.inside) continue
          if (code === CrossingOutcome.crossed) crossed++
          else if (code === CrossingOutcome.spilled) spilled++
          else if (code === CrossingOutcome.rateLimited) rateLimited++
          else if (code === CrossingOutcome.tooSensitive) tooSensitive++
        }
        add(sums, 0, crossed)
        add(sums, 1, spilled)
        add(sums, 2, rateLimited)
        add(sums, 3, tooSensitive)
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
