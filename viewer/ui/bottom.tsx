import { ChartRow } from './charts.tsx'
import { useViewer } from './context.ts'
import { Timeline } from './timeline.tsx'
import { TimingStrip } from './timing-strip.tsx'

/** Time: where it stands, what was measured along it, and where it is spent. */
export function Bottom() {
  const { store } = useViewer()
  if (!store.society.value) return null
  return (
    <section class="bottom" aria-label="Time">
      <Timeline />
      <ChartRow />
      <TimingStrip />
    </section>
  )
}
