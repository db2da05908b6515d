import { useViewer } from './context.ts'
import { formatCount, formatMilliseconds, formatNumber, humanise } from './format.ts'
import { Sheet } from './sheet.tsx'
import { slowestFirst } from './timings.ts'

/** Where the time goes, system by system. */
export function Timings() {
  const { store, actions } = useViewer()
  return (
    <Sheet
      title="Where the time goes"
      class="timings"
      open={() => store.openSheet.value === 'timings'}
      onClose={() => actions.openSheet(undefined)}
    >
      {() => <TimingsTable />}
    </Sheet>
  )
}

function TimingsTable() {
  const { store } = useViewer()
  const rows = slowestFirst(store.timings.value)
  const total = rows.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  if (rows.length === 0) return <p class="muted">Nothing has been timed yet.</p>
  return (
    <table class="figures">
      <thead>
        <tr>
          <th scope="col">system</th>
          <th scope="col" class="words">
            from
          </th>
          <th scope="col" class="words">
            phase
          </th>
          <th scope="col">all in all</th>
          <th scope="col">share</th>
          <th scope="col">ns a row</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ system, plugin, phase, milliseconds, rows: count }) => (
          <tr key={system}>
            <th scope="row">{humanise(system)}</th>
            <td>{plugin}</td>
            <td>{phase}</td>
            <td class="number">{formatMilliseconds(milliseconds)}</td>
            <td class="number">{formatCount((100 * milliseconds) / (total || 1))} %</td>
            <td class="number">{formatNumber(count === 0 ? Number.NaN : (1e6 * milliseconds) / count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
