import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { type Effect, effectsOf } from '../charts/effects.ts'
import { branchTickOf, titleOf } from '../charts/sources.ts'
import { byInitiator, type HarmCell, worstOf } from '../state/harm-sums.ts'
import { useViewer } from './context.ts'
import { formatChange, formatCount, formatNumber, humanise, NOTHING, plural } from './format.ts'
import { KindIcon } from './icons.tsx'
import { usePolicy } from './parts.tsx'
import { throttled } from './throttle.ts'

const REFRESH_MILLISECONDS = 200
/** Moves of rules that are shown, the latest ones. */
const EFFECTS_SHOWN = 3

/** Ticks that harm is added up over: an epoch. */
const useWindow = () => useViewer().store.society.value?.stepsPerEpoch ?? 1

/** The tick shown, a few times a second at most: tables need not keep up with the picture. */
function useSlowTick(): ReadonlySignal<number> {
  const { store } = useViewer()
  const slow = useSignal(store.tick.peek())
  const update = useMemo(
    () =>
      throttled(REFRESH_MILLISECONDS, (tick: number) => {
        slow.value = tick
      }),
    [slow],
  )
  useSignalEffect(() => {
    void store.logVersion.value
    update.call(store.tick.value)
  })
  useEffect(() => () => update.stop(), [update])
  return slow
}

interface Harm {
  readonly cells: readonly HarmCell[]
  readonly worst: HarmCell | undefined
}

/** Who harmed whom over the last epoch's worth of ticks, on the side that panels are about. */
function useHarm(): ReadonlySignal<Harm> {
  const { store } = useViewer()
  const ticks = useWindow()
  const tick = useSlowTick()
  return useComputed(() => {
    void store.logVersion.value
    const { harms } = store.logs[store.side.value]
    const cells = harms.between(Math.max(0, tick.value - ticks), tick.value)
    return { cells, worst: worstOf(cells) }
  })
}

/** Shape and name of a policy. */
function Policy({ code, bare = false }: { readonly code: number; readonly bare?: boolean }) {
  const { kind, name } = usePolicy(code)
  return (
    <span class="policy" title={humanise(name)}>
      <KindIcon kind={kind} /> <span class={bare ? 'hidden' : 'ellipsis'}>{humanise(name)}</span>
    </span>
  )
}

/** In one line, who harms whom most: the first thing to know of a society. */
export function WorstFlow() {
  const { worst } = useHarm().value
  if (!worst) return null
  return (
    <p class="worst">
      <span class="muted">most harmful · </span>
      <Policy code={worst.from} /> <span aria-hidden="true">→</span>
      <span class="hidden"> to </span> <Policy code={worst.to} /> <span class="muted">toxicity</span>{' '}
      <b class="number">{formatNumber(worst.toxicity)}</b>
    </p>
  )
}

/** A table of toxicity from each type to each, and what moving rules did, while no agent is looked at. */
export function Harm() {
  const { store, shelf } = useViewer()
  if (!store.society.value || store.selected.value !== undefined) return null
  // Scenarios of the shelf come resolved: their question stands on the shelf.
  const { name, question: own } = store.society.value
  const question = own || (shelf.find((item) => item.name === name)?.question ?? '')
  return (
    <>
      {question !== '' && <p class="muted small">{question}</p>}
      <Effects />
      <HarmTable />
    </>
  )
}

/** What the figures are. */
const MEANING =
  'Mean of 1 − p over accepted interactions: how likely they did harm. Rows began them, columns bore them.'

function HarmTable() {
  const ticks = useWindow()
  const { cells } = useHarm().value
  const policies = Math.round(Math.sqrt(cells.length))
  const totals = byInitiator(cells, policies)
  const involved = totals.map((_, code) => code).filter((code) => involves(cells, code))
  if (involved.length === 0) return null
  const cellOf = (from: number, to: number) => cells[from * policies + to] as HarmCell
  return (
    <section class="harm">
      <div class="heading-row">
        <h2>Who harms whom</h2>
        <span class="muted small" title={MEANING}>
          toxicity, last {plural(ticks, 'tick')}
        </span>
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span class="muted small">from ↓ to →</span>
            </th>
            {involved.map((to) => (
              <th key={to} scope="col">
                <Policy code={to} bare />
              </th>
            ))}
            <th scope="col" class="muted small">
              all
            </th>
          </tr>
        </thead>
        <tbody>
          {involved.map((from) => (
            <tr key={from}>
              <th scope="row">
                <Policy code={from} />
              </th>
              {involved.map((to) => (
                <Cell key={to} cell={cellOf(from, to)} />
              ))}
              <Cell cell={totals[from] as HarmCell} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const involves = (cells: readonly HarmCell[], code: number): boolean =>
  cells.some(({ from, to, count }) => count > 0 && (from === code || to === code))

/** Toxicity from which a cell is filled entirely; from 0.2 on it shows at all. */
const strengthOf = (toxicity: number): number => Math.min(1, Math.max(0, (toxicity - 0.2) / 0.5))

function Cell({ cell: { count, toxicity } }: { readonly cell: HarmCell }) {
  const harm = count > 0 ? strengthOf(toxicity) : 0
  return (
    <td
      class={count > 0 ? 'number' : 'muted'}
      title={`${formatCount(count)} accepted interactions`}
      style={{ '--harm': `${Math.round(100 * harm)}%` }}
    >
      {count > 0 ? toxicity.toFixed(2).replace(/^0/, '') : NOTHING}
    </td>
  )
}

function Effects() {
  const { store } = useViewer()
  const ticks = useWindow()
  const tick = useSlowTick()
  const effects = useComputed(() => {
    void store.logVersion.value
    const side = store.side.value
    const branchTick = side === 'b' ? branchTickOf(store) : 0
    const log = store.logs[side]
    const seen = { events: store.events.value, log, side, branchTick, window: ticks, now: tick.value }
    return effectsOf(seen).slice(0, EFFECTS_SHOWN)
  }).value
  if (effects.length === 0) return null
  return (
    <section class="effects">
      <h2>What moving rules did</h2>
      {effects.map((effect) => (
        <EffectTable key={effect.tick} effect={effect} />
      ))}
    </section>
  )
}

/** Digits after the point of a change in something of a size. */
const digitsOf = (value: number): number => (Math.abs(value) < 10 ? 3 : Math.abs(value) < 1000 ? 1 : 0)

/** `governance.audit_probability is now 0.3` without the section: `audit probability is now 0.3`. */
const shortMove = (text: string): string =>
  text.replace(/^\S+/, (path) => humanise(path.slice(path.lastIndexOf('.') + 1)))

function EffectTable({ effect }: { readonly effect: Effect }) {
  const { actions } = useViewer()
  const { tick, moves, ticksBefore, ticksAfter, series } = effect
  return (
    <>
      <p>
        <button type="button" class="event-tick number" onClick={() => actions.seek(tick)}>
          {formatCount(tick)}
        </button>
        {moves.map(shortMove).join('; ')}
      </p>
      {ticksAfter === 0 ? (
        <p class="muted small">Nothing has been run since.</p>
      ) : (
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">mean a tick</th>
              <th scope="col">{plural(ticksBefore, 'tick')} before</th>
              <th scope="col">last {formatCount(ticksAfter)}</th>
              <th scope="col">change</th>
            </tr>
          </thead>
          <tbody>
            {series.map(({ name, before, after }) => (
              <tr key={name}>
                <th scope="row">{titleOf(name)}</th>
                <td class="number">{formatNumber(before)}</td>
                <td class="number">{formatNumber(after)}</td>
                <td class="number">
                  {Number.isNaN(after - before) ? NOTHING : formatChange(after - before, digitsOf(after))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
