import { useRef } from 'preact/hooks'
import { useViewer } from './context.ts'
import { Button } from './parts.tsx'

/** The seed of all draws, to be changed. */
export function Seed() {
  const { store, actions } = useViewer()
  const field = useRef<HTMLInputElement>(null)
  const seed = store.society.value?.seed ?? ''
  const commit = () => {
    const text = field.current?.value.trim() ?? ''
    if (text !== '' && text !== seed) actions.setSeed(text)
  }
  return (
    <label class="seed">
      <span>seed</span>
      <input
        ref={field}
        class="field number"
        value={seed}
        size={6}
        spellcheck={false}
        autocomplete="off"
        disabled={store.society.value === undefined}
        onChange={commit}
      />
    </label>
  )
}

export function ThemeButton() {
  const { store, actions } = useViewer()
  const dark = store.theme.value === 'dark'
  return (
    <Button
      bare
      class="theme"
      icon="theme"
      label={dark ? 'Light theme' : 'Dark theme'}
      onClick={() => actions.setTheme(dark ? 'light' : 'dark')}
    />
  )
}

/** What the top bar of a phone has no room for; it stands in the drawer there. */
export function NarrowControls() {
  return (
    <section class="narrow">
      <Seed />
      <ThemeButton />
    </section>
  )
}
