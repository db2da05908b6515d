import { useSignal } from '@preact/signals'
import { useViewer } from './context.ts'
import { Button } from './parts.tsx'
import { Sheet } from './sheet.tsx'

const TABLES = ['agents', 'ticks', 'epochs', 'events'] as const

/** Ways to take away what is seen: a link, a picture, a video, tables, or the whole page. */
export function Share() {
  const { store, actions } = useViewer()
  return (
    <Sheet
      title="Share"
      class="share-sheet"
      open={() => store.openSheet.value === 'share'}
      onClose={() => actions.openSheet(undefined)}
    >
      {() => (
        <>
          <Link />
          <Files />
        </>
      )}
    </Sheet>
  )
}

function Link() {
  const { actions } = useViewer()
  const copied = useSignal(false)
  const copy = async () => {
    await actions.copyLink()
    copied.value = true
  }
  return (
    <section>
      <h3>Link</h3>
      <p class="muted">
        Opens the same scenario, seed, moved rules, tick, colours, layout, camera and agent.
      </p>
      <div class="row">
        <input
          class="field number wide"
          readonly
          aria-label="Link to what is seen now"
          value={actions.link()}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        <Button label={copied.value ? 'Copied' : 'Copy'} class="primary" onClick={() => void copy()} />
      </div>
    </section>
  )
}

function Files() {
  const { actions } = useViewer()
  return (
    <section>
      <h3>Files</h3>
      <dl class="files">
        <dt>Picture</dt>
        <dd>
          <Button label="PNG" icon="picture" onClick={() => void actions.savePicture()} />
          <span class="muted">as it is drawn now</span>
        </dd>
        <dt>Video</dt>
        <dd>
          <Button label="WebM" icon="play" onClick={() => void actions.recordVideo()} />
          <span class="muted">the coming ticks, from play to pause</span>
        </dd>
        <dt>Tables</dt>
        <dd>
          {TABLES.map((what) => (
            <Button
              key={what}
              label={`CSV of ${what}`}
              icon="table"
              onClick={() => void actions.saveTable(what)}
            >
              <span>{what}</span>
            </Button>
          ))}
          <span class="muted">CSV</span>
        </dd>
        <dt>Page</dt>
        <dd>
          <Button label="HTML" icon="file" onClick={() => void actions.savePage()} />
          <span class="muted">this society in one file that opens by double-click</span>
        </dd>
      </dl>
    </section>
  )
}
