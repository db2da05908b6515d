import type { PolicyKind } from '../protocol/host.ts'
import { EVENT_KINDS, type EventKind } from '../protocol/host.ts'

/** Outlines on a field of 16 by 16. */
const OUTLINES = {
  play: 'M4.5 2.8v10.4L13 8z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  step: 'M3 3v10l7-5zM11 3h2v10h-2z',
  restart: 'M8 2.5a5.5 5.5 0 1 1-5.2 3.7M2.5 2.5v4h4',
  file: 'M4 1.8h5l3 3v9.4H4zM9 1.8v3h3',
  chevron: 'M4 6l4 4 4-4',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.4 10.4 14 14',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  share: 'M8 10V2M5 4.6 8 1.8l3 2.8M3 8v6h10V8',
  picture: 'M2 3h12v10H2zM2.5 11l3.5-4 3 3.2 2-2 2.5 2.8',
  theme: 'M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12',
  branch: 'M4 2v12M4 9c0-3 8-1 8-5M4 2.2a1 1 0 1 0 .01 0M12 2.2a1 1 0 1 0 .01 0',
  help: 'M5.8 6a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M8 12v.4',
  table: 'M2 3h12v10H2zM2 6.5h12M2 9.8h12M6.5 3v10',
  sliders: 'M3 2v5M3 10v4M8 2v8M8 13v1M13 2v2M13 7v7M1.5 8.5h3M6.5 11.5h3M11.5 5.5h3',
  panel: 'M2 3h12v10H2zM9.5 3v10',
  eye: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 1-.01 0',
  target: 'M8 4a4 4 0 1 1-.01 0M8 1v3M8 12v3M1 8h3M12 8h3',
  up: 'M2.5 12 8 4l5.5 8z',
  down: 'M2.5 4 8 12l5.5-8z',
  info: 'M8 2a6 6 0 1 1-.01 0M8 7.2v4M8 4.8v.4',
  warning: 'M8 2 14.5 13.5h-13zM8 6.5v3.4M8 11.6v.3',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  clock: 'M8 2a6 6 0 1 1-.01 0M8 4.6V8l2.4 1.6',
} as const
export type IconName = keyof typeof OUTLINES
const SOLID: readonly IconName[] = ['play', 'pause', 'step', 'up', 'down']

/** A decorative icon: what it stands beside says the word. */
export function Icon({ name }: { readonly name: IconName }) {
  const solid = SOLID.includes(name)
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" data-solid={solid ? '' : undefined}>
      {name === 'theme' && <path d="M8 2a6 6 0 0 1 0 12z" class="icon-fill" />}
      <path d={OUTLINES[name]} />
    </svg>
  )
}

const SHAPE_PATHS: Readonly<Record<PolicyKind, string>> = {
  honest: 'M8 2.6a5.4 5.4 0 1 1-.01 0z',
  opportunistic: 'M3.2 3.2h9.6v9.6H3.2z',
  deceptive: 'M8 1.6 14.4 8 8 14.4 1.6 8z',
  adversarial: 'M8 2 14.2 13.2H1.8z',
  adaptive: 'M6 2h4v4h4v4h-4v4H6v-4H2V6h4z',
  other: 'M8 3.4a4.6 4.6 0 1 1-.01 0z',
}

/** The shape and colour of a kind of agent, as on the canvas. */
export function KindIcon({ kind }: { readonly kind: PolicyKind }) {
  return (
    <svg class="kind" viewBox="0 0 16 16" aria-hidden="true" data-kind={kind}>
      <path d={SHAPE_PATHS[kind]} />
    </svg>
  )
}

/** How agents that are held or flagged look on the canvas. */
export function StateIcon({ state }: { readonly state: 'held' | 'flagged' }) {
  return (
    <svg class="kind" viewBox="0 0 16 16" aria-hidden="true" data-state={state}>
      <path d="M8 2.6a5.4 5.4 0 1 1-.01 0z" />
    </svg>
  )
}

const EVENT_PATHS: Readonly<Record<EventKind, string>> = {
  freeze: 'M8 1.5v13M2.4 4.8l11.2 6.4M13.6 4.8 2.4 11.2',
  release: 'M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5-.6',
  audit: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.4 10.4 14 14',
  flag: 'M4 14V2.2h8.5L10.4 5l2.1 2.8H4',
  lever: 'M3 5h10M3 11h10M6 3v4M10 9v4',
  boundary: 'M8 1.5v13M2 8h3.6M10.4 8H14M3.8 6 5.8 8l-2 2',
  epoch: 'M3 13.5V9M8 13.5V3M13 13.5V6',
  population: 'M6 3.2a2.2 2.2 0 1 1-.01 0M2 13c0-5 8-5 8 0M12.5 5v5M10 7.5h5',
}

export function EventIcon({ kind }: { readonly kind: EventKind }) {
  return (
    <svg class="event-icon" viewBox="0 0 16 16" aria-hidden="true" data-event={kind}>
      <path d={EVENT_PATHS[kind]} />
    </svg>
  )
}

/** Words for the kinds of events, in the order of the filter. */
export const EVENT_WORDS: Readonly<Record<EventKind, string>> = {
  freeze: 'freezes',
  release: 'releases',
  audit: 'audits',
  flag: 'flags',
  lever: 'levers',
  boundary: 'boundary',
  epoch: 'epochs',
  population: 'population',
}
export { EVENT_KINDS }
