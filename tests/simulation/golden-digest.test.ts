import { expect, it } from 'vitest'
import digests from '../golden/digests.json' with { type: 'json' }
import { digestOfRun, GOLDEN_RUNS } from '../golden/runs.ts'

const REMEDY =
  'results differ from those of the day they were kept. When that is meant: node scripts/run.mjs scripts/golden.ts, ' +
  'and an entry in CHANGELOG.md that digests change'

it('keeps a digest for each golden run', () => {
  expect(Object.keys(digests)).toEqual(Object.keys(GOLDEN_RUNS))
})

it.each(Object.entries(digests))('%s ends in the digest that was kept', async (name, digest) => {
  expect(await digestOfRun(name), REMEDY).toBe(digest)
})
