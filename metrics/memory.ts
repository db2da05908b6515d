import { MemoryTotals } from '../components/memory.ts'
import { defineMetric } from '../engine/metric.ts'

/** How often memories were too small. Reads MemoryTotals. */
export const memory = defineMetric({
  name: 'memory',
  doc: 'Records of partners that gave way to new ones.',
  sums: [],
  columns: {
    evictions: {
      unit: 'count',
      doc: 'Records that gave way to a new partner since the start: a running total, in every epoch too.',
    },
  },
  reads: [MemoryTotals],
  bind(access) {
    const { evictions } = access.get(MemoryTotals)
    return {
      report: () => ({ evictions: evictions.reduce((total, count) => total + count, 0) }),
    }
  },
})
