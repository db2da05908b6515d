import { type Signal, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { AgentFlag, type ColumnFace, type TablePage } from '../protocol/host.ts'
import { useViewer, type Viewer } from './context.ts'
import { formatCount, formatNumber, humanise, plural } from './format.ts'
import { Icon } from './icons.tsx'
import { AgentButton, Button, usePolicy } from './parts.tsx'
import { Sheet } from './sheet.tsx'
import { throttled } from './throttle.ts'

const ROWS = 50
const COLUMNS_MAX = 7
const RELOAD_MILLISECONDS = 500

interface View {
  readonly first: number
  readonly sortBy: string | undefined
  readonly descending: boolean
  readonly groupOnly: boolean
}

/** All agents in words and numbers: the picture's text alternative. Sorted and paged by the host. */
export function AgentsTable() {
  const { store, actions } = useViewer()
  return (
    <Sheet
      title="Agents"
      class="agents-table"
      open={() => store.openSheet.value === 'table'}
      onClose={() => actions.openSheet(undefined)}
    >
      {() => <TableBody />}
    </Sheet>
  )
}

const shownColumns = ({ store }: Viewer): readonly ColumnFace[] =>
  (store.society.value?.columns ?? []).slice(0, COLUMNS_MAX)

/** Asks for the page again when the view, the side, the group or the tick changes, and drops answers that come too late. */
function usePage(view: Signal<View>) {
  const viewer = useViewer()
  const page = useSignal<TablePage | undefined>(undefined)
  const failure = useSignal<string | undefined>(undefined)
  const asked = useRef(0)
  const load = useRef(
    throttled(RELOAD_MILLISECONDS, () => {
      const { store, loadPage } = viewer
      const { first, sortBy, descending, groupOnly } = view.peek()
      const agents = groupOnly ? store.group.peek() : undefined
      const number = ++asked.current
      loadPage?.({
        side: store.side.peek(),
        paths: shownColumns(viewer).map(({ path }) => path),
        first,
        count: ROWS,
        descending,
        ...(sortBy === undefined ? {} : { sortBy }),
        ...(agents === undefined ? {} : { agents }),
      }).then(
        (answer) => {
          if (number === asked.current) page.value = answer
        },
        (error: unknown) => {
          failure.value = String(error)
        },
      )
    }),
  )
  useSignalEffect(() => {
    void view.value
    void viewer.store.side.value
    void viewer.store.group.value
    load.current.flush()
  })
  useSignalEffect(() => {
    void viewer.store.tick.value
    load.current.call()
  })
  useEffect(() => () => load.current.stop(), [])
  return { page, failure }
}

function TableBody() {
  const viewer = useViewer()
  const { store } = viewer
  const view = useSignal<View>({
    first: 0,
    sortBy: undefined,
    descending: false,
    groupOnly: store.group.peek() !== undefined,
  })
  const { page, failure } = usePage(view)
  if (!viewer.loadPage) return <p class="muted">This page cannot list agents.</p>
  if (failure.value) return <p class="warning">{failure.value}</p>
  if (!page.value) return <p class="muted">asking…</p>
  return (
    <>
      <Pager view={view} total={page.value.total} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="table-scroll" tabIndex={0} aria-label="Table of agents">
        <table class="figures">
          <Head view={view} columns={shownColumns(viewer)} />
          <tbody>
            {page.value.rows.map((row) => (
              <Row key={row.agent} row={row} />
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function Pager({ view, total }: { readonly view: Signal<View>; readonly total: number }) {
  const { store } = useViewer()
  const { first, groupOnly } = view.value
  const go = (place: number) => {
    view.value = { ...view.value, first: place }
  }
  const last = Math.max(0, Math.floor((total - 1) / ROWS) * ROWS)
  return (
    <div class="row pager">
      <span class="number" role="status">
        {total === 0
          ? 'no agents'
          : `${formatCount(first + 1)}–${formatCount(Math.min(first + ROWS, total))} of ${plural(total, 'agent')}`}
      </span>
      <Button label="First" class="small" disabled={first === 0} onClick={() => go(0)} />
      <Button
        label="Back"
        class="small"
        disabled={first === 0}
        onClick={() => go(Math.max(0, first - ROWS))}
      />
      <Button label="Next" class="small" disabled={first >= last} onClick={() => go(first + ROWS)} />
      <Button label="Last" class="small" disabled={first >= last} onClick={() => go(last)} />
      {store.group.value && (
        <label class="check">
          <input
            type="checkbox"
            checked={groupOnly}
            onChange={({ currentTarget }) => {
              view.value = { ...view.value, first: 0, groupOnly: currentTarget.checked }
            }}
          />
          <span>the group alone</span>
        </label>
      )}
    </div>
  )
}

function Head({ view, columns }: { readonly view: Signal<View>; readonly columns: readonly ColumnFace[] }) {
  const { sortBy, descending } = view.value
  const sort = (path: string) => {
    const again = sortBy === path
    view.value = { ...view.value, first: 0, sortBy: path, descending: again ? !descending : true }
  }
  return (
    <thead>
      <tr>
        <th scope="col">agent</th>
        <th scope="col" class="words">
          type
        </th>
        <th scope="col" class="words">
          status
        </th>
        {columns.map(({ path, word, doc }) => (
          <th
            key={path}
            scope="col"
            title={doc}
            aria-sort={sortBy === path ? (descending ? 'descending' : 'ascending') : 'none'}
          >
            <button type="button" class="sort" onClick={() => sort(path)}>
              {humanise(word)}
              {sortBy === path && <Icon name={descending ? 'down' : 'up'} />}
            </button>
          </th>
        ))}
      </tr>
    </thead>
  )
}

function Row({ row }: { readonly row: TablePage['rows'][number] }) {
  const { name } = usePolicy(row.policy)
  return (
    <tr>
      <th scope="row">
        <AgentButton agent={row.agent} policy={row.policy} />
      </th>
      <td>{humanise(name)}</td>
      <td>{statusOf(row.flags)}</td>
      {row.values.map((value, place) => (
        <td key={place} class="number">
          {formatNumber(value)}
        </td>
      ))}
    </tr>
  )
}

function statusOf(flags: number): string {
  const words: string[] = []
  if (flags & AgentFlag.departed) words.push('departed')
  if (flags & AgentFlag.held) words.push('held')
  if (flags & AgentFlag.flagged) words.push('flagged')
  return words.length === 0 ? 'free' : words.join(', ')
}
