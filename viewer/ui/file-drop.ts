import type { Viewer } from './context.ts'

/** Opens a file that is dropped anywhere on an element, and marks the element while one is held over it. */
export function listenToDrops({ actions }: Viewer, root: HTMLElement): () => void {
  const holdsFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
  const over = (event: DragEvent) => {
    if (!holdsFile(event)) return
    event.preventDefault()
    root.toggleAttribute('data-dropping', true)
  }
  const leave = (event: DragEvent) => {
    if (!root.contains(event.relatedTarget as Node | null)) root.toggleAttribute('data-dropping', false)
  }
  const drop = (event: DragEvent) => {
    root.toggleAttribute('data-dropping', false)
    const file = event.dataTransfer?.files[0]
    if (!file) return
    event.preventDefault()
    void file.text().then((text) => actions.openFile(file.name, text))
  }
  root.addEventListener('dragover', over)
  root.addEventListener('dragleave', leave)
  root.addEventListener('drop', drop)
  return () => {
    root.removeEventListener('dragover', over)
    root.removeEventListener('dragleave', leave)
    root.removeEventListener('drop', drop)
  }
}
