import type { Society } from '../protocol/host.ts'
import type { LayoutChoice } from '../state/store.ts'
import { layoutOf } from './choices.ts'
import { useViewer } from './context.ts'
import { humanise, sentence } from './format.ts'
import { Chip } from './parts.tsx'

const KINDS = ['groups', 'scatter', 'grid', 'network'] as const
const KEYS = { groups: 'G', scatter: 'S', grid: 'R', network: 'N' } as const

/** Where agents stand, and the columns that decide it. */
export function LayoutPicker() {
  const { store, actions } = useViewer()
  const society = store.society.value
  const layout = store.layout.value
  if (!society) return null
  return (
    <section>
      <h2>Layout</h2>
      <div class="chips">
        {KINDS.map((kind) => {
          const none = kind === 'network' && !society.hasNetwork
          return (
            <Chip
              key={kind}
              label={kind}
              pressed={layout.kind === kind}
              disabled={none}
              title={none ? 'Agents of this society meet freely: there is no network' : `Key ${KEYS[kind]}`}
              onClick={() => actions.layOut(layout.kind === kind ? layout : layoutOf(kind, society))}
            />
          )
        })}
        <label class="check">
          <input
            type="checkbox"
            checked={store.flowsShown.value}
            onChange={({ currentTarget }) => actions.showFlows(currentTarget.checked)}
          />
          <span>interactions</span>
        </label>
      </div>
      <Axes layout={layout} society={society} />
    </section>
  )
}

function Axes({ layout, society }: { readonly layout: LayoutChoice; readonly society: Society }) {
  const { actions } = useViewer()
  if (layout.kind === 'scatter')
    return (
      <div class="axes">
        <ColumnPicker
          label="across"
          value={layout.x}
          society={society}
          onPick={(x) => actions.layOut({ ...layout, x })}
        />
        <ColumnPicker
          label="upwards"
          value={layout.y}
          society={society}
          onPick={(y) => actions.layOut({ ...layout, y })}
        />
      </div>
    )
  if (layout.kind === 'grid')
    return (
      <div class="axes">
        <ColumnPicker
          label="sorted by"
          value={layout.by}
          society={society}
          onPick={(by) => actions.layOut({ ...layout, by })}
        />
      </div>
    )
  return null
}

function ColumnPicker(props: {
  readonly label: string
  readonly value: string
  readonly society: Society
  readonly onPick: (path: string) => void
}) {
  return (
    <label class="pick">
      <span>{props.label}</span>
      <select
        class="field"
        aria-label={sentence(props.label)}
        value={props.value}
        onChange={({ currentTarget }) => props.onPick(currentTarget.value)}
      >
        {props.society.columns.map(({ path, word }) => (
          <option key={path} value={path}>
            {humanise(word)}
          </option>
        ))}
      </select>
    </label>
  )
}
