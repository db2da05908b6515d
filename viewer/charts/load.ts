import { type Signal, signal } from '@preact/signals-core'
import type { createMetricChart } from './metric-chart.ts'

/** What makes charts, once it is there: the library behind it is fetched when charts are wanted, and then once. */
export const chartMaker: Signal<typeof createMetricChart | undefined> = signal(undefined)

let coming: Promise<void> | undefined

/** Fetches what makes charts; calling it again fetches nothing more, unless it failed. */
export function loadCharts(): Promise<void> {
  coming ??= import('./metric-chart.ts').then(
    (module) => {
      chartMaker.value = module.createMetricChart
    },
    (thrown: unknown) => {
      coming = undefined
      throw thrown
    },
  )
  return coming
}
