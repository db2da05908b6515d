import { useComputed } from '@preact/signals'
import { Live, useViewer } from './context.ts'
import { formatCount, formatMilliseconds } from './format.ts'
import { shareByPhase } from './timings.ts'

/** Where a tick's time goes, by phase; the whole list opens with a click. */
export function TimingStrip() {
  const { store, actions } = useViewer()
  const phases = useComputed(() => shareByPhase(store.timings.value))
  return (
    <button type="button" class="timing-strip" onClick={() => actions.openSheet('timings')}>
      <span class="muted small number">
        <Live of={() => `${formatMilliseconds(store.millisecondsPerTick.value)} a tick`} />
      </span>
      <span class="hidden">Where the time goes</span>
      <span class="strip" aria-hidden="true">
        {phases.value.map(({ phase, share }) => (
          <i key={phase} style={{ flexGrow: share }} title={`${phase} ${formatCount(100 * share)} %`}>
            {phase}
          </i>
        ))}
      </span>
    </button>
  )
}
