import type { EventKind } from '../protocol/host.ts'
import type { Theme } from '../scene/palette.ts'

/** Colours of events on the timeline; icons and words say the kind in the feed, which has the same colours. */
export function colourOfEvent(kind: EventKind, theme: Theme): string {
  switch (kind) {
    case 'freeze':
    case 'boundary':
      return theme.kinds.adversarial
    case 'flag':
      return theme.kinds.deceptive
    case 'lever':
      return theme.text
    case 'population':
      return theme.kinds.adaptive
    case 'release':
    case 'epoch':
      return theme.muted
    default:
      return theme.accent
  }
}
