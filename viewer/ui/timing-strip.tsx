import { useComputed } from '@preact/signals'
import { Live, useViewer } from './context.ts'
import { formatMilliseconds, formatNumber, humanise } from './format.ts'
import { shareBySystem } from './timings.ts'

/** Systems that take at least this share have their name on the strip. */
const NAMED_SHARE = 0.05

const percent = (share: number) => `${formatNumber(Number((100 * share).toPrecision(2)))} %`

/** Where a tick's time goes, system by system; the whole list opens with a click. */
export function TimingStrip() {
  const { store, actions } = useViewer()
  const shares = useComputed(() => shareBySystem(store.timings.value))
  return (
    <button type="button" class="timing-strip" onClick={() => actions.openSheet('timings')}>
      <span class="muted small number">
        <Live of={() => `${formatMilliseconds(store.millisecondsPerTick.value)} a tick`} />
      </span>
      <span class="hidden">Where the time goes</span>
      <span class="strip" aria-hidden="true">
        {shares.value.map(({ system, phase, share }) => (
          <i
            key={system}
            style={{ flexGrow: share }}
            title={`${humanise(system)} (${phase}): ${percent(share)}`}
          >
            {share >= NAMED_SHARE && humanise(system)}
          </i>
        ))}
      </span>
    </button>
  )
}
