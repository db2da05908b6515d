import { UserError } from '../../engine/errors.ts'
import { definePlugin } from '../../engine/plugin.ts'
import { closingSystem } from '../books.ts'
import {
  BorderTally,
  External,
  Flow,
  FlowHead,
  Membrane,
  Outside,
  RateWindow,
  Submission,
  SubmissionHead,
  Traffic,
} from './columns.ts'
import { borderContentSystem, CONTENT_STREAM, REQUEST_STREAM } from './content.ts'
import { exfiltrator } from './exfiltrator.ts'
import { borderGateSystem, GATE_STREAM } from './gate.ts'
import { borderFlows, borderLeaks, borderSpillover } from './metrics.ts'
import { borderOutbreakSystem, OUTBREAK_STREAM } from './outbreak.ts'
import { allBorderParameters, ENTITY_NAMES } from './parameters.ts'
import { borderPassageSystem, PASSAGE_STREAM } from './passage.ts'
import { borderTighteningSystem } from './tightening.ts'

/** Flows of a tick that a small population has room for. */
const FLOWS_MIN = 64

/**
 * The semi-permeable boundary in full: entities outside, flows both ways, policies in simulated time, leak scans with a
 * measured quality, a membrane that tightens under threat, spillover, and what spreads outside. Whitepaper §9, §14.
 */
export const borderPlugin = definePlugin('border', allBorderParameters, (app) => {
  const { plan } = app
  if (plan.value('border.enabled') !== true) return
  // A plan without room for agents is one that is looked at, with everything switched on.
  if (plan.capacity > 0 && plan.value('boundary.enabled') === true) {
    throw new UserError('border.enabled', 'the border takes the place of the boundary, and both are on', {
      hint: 'set boundary.enabled: false; border has the same levers, and more',
    })
  }
  const window = plan.value('border.policies.window_ticks') as number
  const spreads = plan.value('border.outside.model') !== 'none'
  app
    .needs('core')
    .tables({
      flow: {
        rows: Math.max(FLOWS_MIN, plan.capacity),
        live: (world) => world.get(FlowHead).count[0],
      },
      rateWindow: { rows: plan.capacity * window, live: (world) => world.clock.agentCount[0] * window },
      external: ENTITY_NAMES.length,
      borderTally: 2,
      submission: plan.value('border.submissions') as number,
    })
    .components(Flow, FlowHead, Traffic, RateWindow, External, Membrane, Outside, BorderTally)
    .components(Submission, SubmissionHead)
    .policies(exfiltrator)
    .systems(
      borderContentSystem,
      borderGateSystem,
      borderPassageSystem,
      borderTighteningSystem,
      ...(spreads ? [borderOutbreakSystem] : []),
    )
    .systems(closingSystem('border', BorderTally))
    .metrics(borderFlows, borderLeaks, borderSpillover)
    .streams(CONTENT_STREAM, REQUEST_STREAM, GATE_STREAM, PASSAGE_STREAM, OUTBREAK_STREAM)
    .initialise((world, { value }) => {
      world.get(Traffic).clearance.fill(value('border.policies.clearance') as number)
      world.get(Membrane).permeability[0] = value('border.base_permeability') as number
      world.get(Outside).susceptible[0] = value('border.outside.population') as number
    })
})
