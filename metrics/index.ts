import type { Metric } from '../engine/metric.ts'
import { boundary } from './boundary.ts'
import { calibration } from './calibration.ts'
import { flow } from './flow.ts'
import { governance } from './governance.ts'
import { inequality } from './inequality.ts'
import { memory } from './memory.ts'
import { network } from './network.ts'
import { qualityGap } from './quality-gap.ts'
import { selection } from './selection.ts'
import { toxicity } from './toxicity.ts'
import { variance } from './variance.ts'
import { welfare } from './welfare.ts'

/** Metrics of the core, in the order of their columns in a results row. */
export const coreMetrics: readonly Metric[] = [
  flow,
  toxicity,
  qualityGap,
  selection,
  welfare,
  governance,
  boundary,
  variance,
  calibration,
  inequality,
  memory,
  network,
]
