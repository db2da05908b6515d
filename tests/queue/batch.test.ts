import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  batchesOf,
  checkBatch,
  idOf,
  jobsOf,
  runsPerBatchOf,
  storeFolderOf,
  storeNameOf,
  titleOf,
} from '../../experiments/queue/batch.ts'

import { jobsOfPlan, townPlan } from './town.ts'

const jobs = jobsOfPlan(townPlan(3, 5))

describe('batches of runs', () => {
  it('give back the jobs they were made of, through JSON', () => {
    fc.assert(
      fc.property(fc.subarray([...jobs]), fc.integer({ min: 1, max: 9 }), (some, runsMax) => {
        const batches = batchesOf(some, 'town', runsMax)
        const carried = batches.map((each) => checkBatch(JSON.parse(JSON.stringify(each))))
        expect(carried.flatMap(jobsOf)).toEqual(some)
        for (const { runs } of batches) expect(runs.length).toBeLessThanOrEqual(runsMax)
        expect(new Set(batches.map(idOf)).size).toBe(batches.length)
      }),
    )
  })

  it('hold runs of one cell only', () => {
    const titles = batchesOf(jobs, 'town', 4).map(titleOf)
    expect(titles.slice(0, 3)).toEqual([
      'cell 0, replicates 0 to 3',
      'cell 0, replicate 4',
      'cell 1, replicates 0 to 3',
    ])
    const moved = jobs.map((job, index) =>
      index === 2 ? { ...job, scenario: { ...job.scenario, epochs: 9 } } : job,
    )
    expect(batchesOf(moved, 'town', 9)[0]?.runs).toHaveLength(2)
  })

  it('have one name in one store, whoever makes them, and the key in it', () => {
    const [one] = batchesOf(jobs, 'town', 1).map(idOf)
    expect(batchesOf(jobs.slice(0, 1), 'town', 9).map(idOf)).toEqual([one])
    expect(one).toMatch(new RegExp(`^[0-9a-f]{8}-${jobs[0]?.key}$`))
    expect(batchesOf(jobs, 'other', 1).map(idOf)).not.toContain(one)
  })

  it('grow with the sweep', () => {
    expect([1, 60, 799, 800, 8000, 1e6].map(runsPerBatchOf)).toEqual([1, 1, 1, 2, 20, 25])
  })

  it('are refused when they are of another version, or none', () => {
    const [first] = batchesOf(jobs, 'town', 1)
    expect(() => checkBatch({ ...first, version: '0.0.1' })).toThrow(/runs of version 0\.0\.1/)
    expect(() => checkBatch({ ...first, runs: [{ key: '../../x', seed: '1' }] })).toThrow(/no batch/)
    expect(() => checkBatch(null)).toThrow()
  })
})

describe('the name of a store', () => {
  it('is its path below the folder that workers share', () => {
    expect(storeNameOf('runs/town')).toBe('town')
    expect(storeNameOf('runs/may/town/', 'runs')).toBe('may/town')
    expect(storeFolderOf('may/town', 'runs')).toBe(resolve('runs/may/town'))
  })

  it('leads out of that folder for nobody', () => {
    expect(() => storeNameOf('elsewhere/town', 'runs')).toThrow(/elsewhere\/town: does not lie below runs/)
    expect(() => storeNameOf('runs', 'runs')).toThrow(/does not lie below/)
    for (const name of ['..', '../town', 'may/../../town', '/etc', '']) {
      expect(() => storeFolderOf(name, 'runs')).toThrow(/outside of --store/)
    }
    expect(storeFolderOf('..town', 'runs')).toBe(resolve('runs/..town'))
  })
})
