import { useViewer } from './context.ts'
import { Button } from './parts.tsx'

/** Starts a comparison, chooses the side that panels are about, and ends it. */
export function Comparison() {
  const { store, actions, id } = useViewer()
  const none = store.society.value === undefined
  if (!store.comparing.value)
    return (
      <Button
        class="compare"
        icon="branch"
        label="Compare A|B"
        title="Branch here: a second society goes on from this tick, under rules of its own"
        disabled={none}
        onClick={() => actions.branch()}
      />
    )
  const side = store.side.value
  return (
    <fieldset class="sides">
      <legend class="hidden">Side that levers and the inspector are about</legend>
      {(['a', 'b'] as const).map((each) => (
        <label key={each} class="side" data-side={each}>
          <input
            type="radio"
            name={`${id}-side`}
            checked={side === each}
            onChange={() => actions.showSide(each)}
          />
          <span>{each.toUpperCase()}</span>
        </label>
      ))}
      <Button
        label={`Keep ${side.toUpperCase()}`}
        title="End the comparison and go on with this side"
        onClick={() => actions.merge(side)}
      />
    </fieldset>
  )
}
