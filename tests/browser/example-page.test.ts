import { afterEach, expect, it, vi } from 'vitest'
import { main } from '../../examples/in-a-page/main.ts'

afterEach(() => {
  document.body.innerHTML = ''
})

it('the example page draws bars, names the epoch and follows its slider', async () => {
  document.body.innerHTML =
    '<input id="audits" type="range" min="0" max="1" step="0.1" value="0"><output id="caption"></output><div id="bars"></div>'
  const quiet = await main(document, 3)
  expect(document.querySelectorAll('#bars rect')).toHaveLength(4)
  expect(document.querySelector('#caption')?.textContent).toMatch(/^epoch 2, toxicity 0\.\d{3}$/)

  const watched = main(document, 3)
  const slider = document.querySelector<HTMLInputElement>('#audits')!
  await new Promise(requestAnimationFrame)
  slider.value = '1'
  slider.dispatchEvent(new Event('input'))
  expect((await watched).digest).not.toBe(quiet.digest)
})

it('the example with a viewer shows the page’s own simulation, follows its levers, and closes', async () => {
  const { main: show } = await import('../../examples/viewer-in-a-page/main.ts')
  document.body.innerHTML =
    '<button id="audit"></button><button id="close"></button><output id="told"></output><div id="society" style="height:600px"></div>'
  const { town, viewer } = await show(document)
  const press = (id: string) => document.querySelector<HTMLButtonElement>(id)?.click()
  await vi.waitFor(() => expect(viewer.store.tick.value).toBeGreaterThan(12), { timeout: 20_000 })
  press('#audit')
  await vi.waitFor(
    () => expect(viewer.store.settings.a.value.get('governance.audit_probability')).toBe(0.5),
    { timeout: 20_000 },
  )
  expect(town.value('governance.audit_probability')).toBe(0.5)
  expect(viewer.store.events.value.some(({ kind }) => kind === 'lever')).toBe(true)
  expect(document.querySelector('#told')?.textContent).toMatch(
    /^tick \d+, toxicity of the last epoch 0\.\d{3}$/,
  )
  press('#close')
  expect(document.querySelector('#society')?.childElementCount).toBe(0)
})
