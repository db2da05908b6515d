import { type Signal, useComputed, useSignal } from '@preact/signals'
import { useEffect, useId, useMemo, useRef } from 'preact/hooks'
import type { ChoiceParameter, NumberParameter, ParameterValue } from '../../engine/config.ts'
import { adviceOn } from '../../engine/config.ts'
import type { Lever } from '../protocol/host.ts'
import { nameOf, refusalOf, takesNone } from './choices.ts'
import { useViewer } from './context.ts'
import { formatNumber, humanise } from './format.ts'
import { Icon } from './icons.tsx'
import { leverScale } from './lever-scale.ts'
import type { MovedValues } from './levers.tsx'

/** While a slider is dragged, the rule moves when the hand has rested this long. */
const REST_MILLISECONDS = 120
const FIXED_REASON = 'Fixed when the society is built: set it in the scenario file.'

interface ControlProps {
  readonly lever: Lever
  readonly id: string
  readonly describedBy: string
  readonly value: ParameterValue
  readonly disabled: boolean
  readonly problem: Signal<string | undefined>
  /** Moves the lever; `soon` waits for the hand to rest. */
  readonly move: (value: ParameterValue, soon?: boolean) => void
}

/** Moves a lever, refusing what its declaration refuses, and keeps the last word of a drag. */
function useMove(lever: Lever, problem: Signal<string | undefined>) {
  const { actions } = useViewer()
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const draft = useSignal<ParameterValue | undefined>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const move = (value: ParameterValue, soon = false) => {
    clearTimeout(timer.current)
    problem.value = refusalOf(lever, value)
    if (problem.value !== undefined) return
    const act = () => {
      draft.value = undefined
      actions.moveLever(lever.path, value)
    }
    if (!soon) return act()
    draft.value = value
    timer.current = setTimeout(act, REST_MILLISECONDS)
  }
  return { move, draft }
}

/** One rule: its name, unit and sentence, and the control that its declaration asks for. */
export function LeverControl({ lever, moved }: { readonly lever: Lever; readonly moved: MovedValues }) {
  const id = useId()
  const problem = useSignal<string | undefined>(undefined)
  const told = useSignal(false)
  const { move, draft } = useMove(lever, problem)
  const movedTo = useComputed(() => moved.value.get(lever.path)).value
  const inForce = movedTo === undefined ? lever.value : movedTo
  const { parameter } = lever
  const fixed = parameter.live === false
  const value = draft.value === undefined ? inForce : draft.value
  const warning = problem.value ?? adviceOn(lever.path, parameter, value)?.replace(`${lever.path}: `, '')
  const changed = inForce !== lever.value
  const props: ControlProps = { lever, id, describedBy: `${id}-doc`, value, disabled: fixed, problem, move }
  return (
    <div class="lever" data-fixed={fixed ? '' : undefined} data-changed={changed ? '' : undefined}>
      <label for={id} class="lever-name" title={parameter.doc}>
        {humanise(nameOf(lever.path))}
      </label>
      <button
        type="button"
        class="tell"
        aria-label={`About ${humanise(nameOf(lever.path))}`}
        aria-expanded={told.value}
        aria-controls={`${id}-doc`}
        onClick={() => {
          told.value = !told.value
        }}
      >
        <Icon name="info" />
      </button>
      <Control {...props} />
      <p id={`${id}-doc`} class={told.value ? 'doc' : 'hidden'}>
        {parameter.doc} {fixed && FIXED_REASON}
      </p>
      {warning && (
        <p class="warning" role={problem.value ? 'alert' : undefined}>
          {warning}
        </p>
      )}
    </div>
  )
}

function Control(props: ControlProps) {
  switch (props.lever.parameter.kind) {
    case 'flag':
      return <FlagControl {...props} />
    case 'choice':
      return <ChoiceControl {...props} parameter={props.lever.parameter} />
    default:
      return <NumberControl {...props} parameter={props.lever.parameter} />
  }
}

function FlagControl({ id, describedBy, value, disabled, move }: ControlProps) {
  return (
    <input
      id={id}
      type="checkbox"
      class="lever-flag"
      aria-describedby={describedBy}
      checked={value === true}
      disabled={disabled}
      onChange={({ currentTarget }) => move(currentTarget.checked)}
    />
  )
}

function ChoiceControl(props: ControlProps & { readonly parameter: ChoiceParameter }) {
  return (
    <select
      id={props.id}
      class="field lever-choice"
      aria-describedby={props.describedBy}
      value={String(props.value)}
      disabled={props.disabled}
      onChange={({ currentTarget }) => props.move(currentTarget.value)}
    >
      {props.parameter.choices.map((choice) => (
        <option key={choice} value={choice}>
          {humanise(choice)}
        </option>
      ))}
    </select>
  )
}

function NumberControl(props: ControlProps & { readonly parameter: NumberParameter }) {
  const { lever, parameter, id, describedBy, disabled, move, problem } = props
  const value = props.value as number | null
  const scale = useMemo(() => leverScale(parameter, lever.value as number | null), [parameter, lever.value])
  const name = humanise(nameOf(lever.path))
  const off = disabled || value === null
  const fallback =
    parameter.default ?? parameter.reference ?? parameter.advised?.[0] ?? scale.toValue(scale.min)
  return (
    <>
      <input
        id={id}
        type="number"
        class="number"
        aria-describedby={describedBy}
        aria-invalid={problem.value !== undefined}
        value={value ?? ''}
        step="any"
        disabled={off}
        onChange={({ currentTarget }) => {
          // What is typed stays until it is right, so that a person can see what was refused.
          if (currentTarget.value !== '') move(currentTarget.valueAsNumber)
        }}
      />
      <NumberSlider {...props} value={value} name={name} off={off} scale={scale} />
      <span class="unit muted" title={parameter.unit}>
        {parameter.unit}
      </span>
      {takesNone(lever) && (
        <label class="check none">
          <input
            type="checkbox"
            checked={value === null}
            disabled={disabled}
            aria-label={`${name}: none`}
            onChange={({ currentTarget }) => move(currentTarget.checked ? null : fallback)}
          />
          <span>none</span>
        </label>
      )}
    </>
  )
}

function NumberSlider(props: {
  readonly name: string
  readonly value: number | null
  readonly off: boolean
  readonly scale: ReturnType<typeof leverScale>
  readonly describedBy: string
  readonly move: ControlProps['move']
}) {
  const { scale, value } = props
  const position = scale.toPosition(value ?? scale.toValue(scale.min))
  const slider = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const share = (position - scale.min) / (scale.max - scale.min || 1)
    slider.current?.style.setProperty('--share', `${100 * Math.min(1, Math.max(0, share))}%`)
  }, [position, scale])
  return (
    <input
      ref={slider}
      type="range"
      aria-label={props.name}
      aria-describedby={props.describedBy}
      aria-valuetext={formatNumber(value)}
      min={scale.min}
      max={scale.max}
      step={scale.step}
      value={position}
      disabled={props.off}
      onInput={({ currentTarget }) => props.move(scale.toValue(currentTarget.valueAsNumber), true)}
      onChange={({ currentTarget }) => props.move(scale.toValue(currentTarget.valueAsNumber))}
    />
  )
}
