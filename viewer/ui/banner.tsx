import { useViewer } from './context.ts'
import { formatCount } from './format.ts'
import { Icon } from './icons.tsx'
import { Button } from './parts.tsx'

/** What went wrong, and what is being done. */
export function Notices() {
  const { store } = useViewer()
  return (
    <>
      <div class="notices">
        <div role="alert">
          <ProblemBanner />
        </div>
        <Busy />
      </div>
      <div role="status" class="hidden" data-announcement="">
        {store.announcement}
      </div>
    </>
  )
}

function ProblemBanner() {
  const { store, actions } = useViewer()
  const problem = store.problem.value
  if (!problem) return null
  const { source, line, column } = problem
  const place = line === undefined ? '' : `${line}${column === undefined ? '' : `:${column}`}`
  const where = [source, place].filter(Boolean).join(':')
  return (
    <div class="notice problem">
      <Icon name="warning" />
      <div>
        {where && <code class="where">{where}</code>}
        <p>{problem.message}</p>
        {problem.hint && <p class="muted">{problem.hint}</p>}
      </div>
      <Button bare icon="close" label="Put away" onClick={() => actions.dismissProblem()} />
    </div>
  )
}

function Busy() {
  const { store } = useViewer()
  const busy = store.busy.value
  if (!busy) return null
  const { what, done, of } = busy
  return (
    <div class="notice busy">
      <label>
        <span>{what}</span>
        <progress max={Math.max(1, of)} value={done} />
      </label>
      <span class="number muted">
        {formatCount(done)} / {formatCount(of)}
      </span>
    </div>
  )
}
