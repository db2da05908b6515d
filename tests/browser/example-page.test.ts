import { afterEach, expect, it } from 'vitest'
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
