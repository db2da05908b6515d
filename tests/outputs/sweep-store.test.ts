import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inProcess } from '../../experiments/sweep/in-process.ts'
import type { JobResult } from '../../experiments/sweep/job.ts'
import { readResults, runSweep } from '../../experiments/sweep/run-sweep.ts'
import { sweepTable } from '../../experiments/sweep/sweep-table.ts'
import { SweepStore } from '../../outputs/sweep-store.ts'
import { temporaryMark } from '../../outputs/temporary.ts'
import { aPlan, known, PLAN } from '../experiments/sweep/kit.ts'

let home: string
let folder: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'patchwork-store-'))
  folder = join(home, 'sweep')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const parts = () => readdirSync(join(folder, 'parts')).sort()
const result = (number: number): JobResult => ({
  key: String(number).padStart(64, '0'),
  cell: number,
  replicate: 0,
  seed: 'ü',
  point: {},
  digest: 'd',
  metrics: { value: number / 3 },
  criteria: [],
  epochs: [],
})

async function run(store: SweepStore) {
  const { jobs } = await runSweep(store.plan, { vocabulary: known, executor: inProcess(), store })
  return sweepTable(await readResults(jobs, store))
}

describe('a store of results', () => {
  it('gives back what was written, from another process as well', async () => {
    const store = SweepStore.create(folder, aPlan())
    const writes = [1, 2, 3].map((number) => store.write(result(number)))
    expect(parts()).toEqual([])
    await Promise.all(writes)
    expect(parts()).toHaveLength(1)
    expect(await store.read(result(2).key)).toEqual(result(2))
    const other = SweepStore.open(folder)
    expect(other.plan).toEqual(JSON.parse(JSON.stringify(aPlan())))
    expect([...(await other.keys())].sort()).toEqual([1, 2, 3].map((number) => result(number).key))
    expect(await other.read(result(3).key)).toEqual(result(3))
  })

  it('has one file for the same results, however often they are written', async () => {
    for (const _ of [1, 2]) {
      const store = SweepStore.create(folder, aPlan(), { lingerMs: 0 })
      await store.write(result(1))
    }
    expect(parts()).toHaveLength(1)
    expect(readFileSync(join(folder, 'parts', parts()[0]!), 'utf8')).toMatch(
      /\n\{"results":1,"sha256":"[0-9a-f]{64}"\}\n$/,
    )
  })

  it.each<[string, (text: string) => string]>([
    ['a flipped digit', (text) => text.replace('"cell":1', '"cell":2')],
    ['its end cut off', (text) => text.slice(0, text.length / 2)],
    ['nothing in it', () => ''],
    ['a line less', (text) => text.slice(text.indexOf('\n') + 1)],
  ])('sets a part aside that has %s, and takes its runs for missing', async (_, damage) => {
    const store = SweepStore.create(folder, aPlan())
    await Promise.all([1, 2].map((number) => store.write(result(number))))
    const file = join(folder, 'parts', parts()[0]!)
    writeFileSync(file, damage(readFileSync(file, 'utf8')))
    const other = SweepStore.open(folder)
    expect(other.damaged).toHaveLength(1)
    expect(await other.keys()).toEqual(new Set())
    expect(parts()[0]).toMatch(/\.damaged$/)
    await other.write(result(1))
    expect((await SweepStore.open(folder).keys()).size).toBe(1)
  })

  it('runs what was damaged again, to the same table', async () => {
    const store = SweepStore.create(folder, aPlan(), { lingerMs: 0 })
    const whole = await run(store)
    const files = readdirSync(join(folder, 'parts')).filter((name) => name.endsWith('.jsonl'))
    expect(files.length).toBe(18)
    for (const name of files.slice(3, 6)) writeFileSync(join(folder, 'parts', name), 'rubbish')
    const again = SweepStore.open(folder)
    expect((await again.keys()).size).toBe(15)
    expect(await run(again)).toEqual(whole)
  })

  it('refuses another plan, naming what differs', () => {
    SweepStore.create(folder, aPlan())
    expect(() => SweepStore.create(folder, aPlan())).not.toThrow()
    const others: [string, string, string][] = [
      ['replicates: 3', 'replicates: 4', 'replicates was 3 and is 4 now'],
      ['[0, 0.25, 0.5]', '[0, 0.3, 0.5]', 'design.axes[1].values[1] was 0.25 and is 0.3 now'],
      ['{ epochs: 2 }', '{ epochs: 3 }', 'scenario.epochs was 2 and is 3 now'],
    ]
    for (const [from, to, difference] of others) {
      expect(() => SweepStore.create(folder, aPlan(PLAN.replace(from, to)))).toThrow(
        `holds results of another plan: ${difference} (name a new folder, or go on with the old plan by patchwork-ecs resume)`,
      )
    }
  })

  it('refuses a plan that was changed by hand, another version’s, and folders that are none of its own', () => {
    SweepStore.create(folder, aPlan())
    const file = join(folder, 'plan.json')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('"replicates": 3', '"replicates": 5'))
    expect(() => SweepStore.open(folder)).toThrow(/does not match its own hash/)
    writeFileSync(file, text.replace(/"version": "[^"]+"/, '"version": "0.0.9"'))
    expect(() => SweepStore.open(folder)).toThrow(/was begun with version 0\.0\.9, and this is/)
    writeFileSync(file, text.slice(0, 200))
    expect(() => SweepStore.open(folder)).toThrow(/is no plan of a sweep/)
    expect(() => SweepStore.open(home)).toThrow(/has no plan\.json of a sweep/)
    mkdirSync(join(home, 'other'))
    writeFileSync(join(home, 'other', 'thesis.txt'), '')
    expect(() => SweepStore.create(join(home, 'other'), aPlan())).toThrow(
      /holds thesis\.txt and is no folder of a sweep/,
    )
    expect(() => SweepStore.create(join(home, 'other', 'thesis.txt'), aPlan())).toThrow(
      /is a file, expected a folder/,
    )
    expect(() => SweepStore.create('', aPlan())).toThrow(/got "", expected a path/)
  })

  it('is safe with two coordinators at once', async () => {
    const stores = [1, 2].map(() => SweepStore.create(folder, aPlan(), { lingerMs: 5 }))
    const tables = await Promise.all(stores.map(run))
    expect(tables[0]).toEqual(tables[1])
    expect(await run(SweepStore.open(folder))).toEqual(tables[0])
    expect((await stores[0]!.keys()).size).toBe(18)
  })

  it('says what cannot be written, and keeps what is finished', async () => {
    const store = SweepStore.create(folder, aPlan(), { lingerMs: 0 })
    await store.write(result(1))
    rmSync(join(folder, 'parts'), { recursive: true })
    writeFileSync(join(folder, 'parts'), 'in the way')
    await expect(store.write(result(2))).rejects.toThrow(/parts: cannot be written: E/)
    await expect(run(store)).rejects.toThrow(/parts: cannot be read: E/)
    expect(() => SweepStore.open(folder)).toThrow(/parts: cannot be read: E/)
  })

  it('puts many parts together, and whoever reads them finds all', async () => {
    const store = SweepStore.create(folder, aPlan(), { lingerMs: 0 })
    for (let number = 0; number < 40; number++) await store.write(result(number))
    const reader = SweepStore.open(folder)
    store.compact()
    expect(parts()).toHaveLength(1)
    for (let number = 0; number < 40; number++) {
      expect(await store.read(result(number).key)).toEqual(result(number))
      expect(await reader.read(result(number).key)).toEqual(result(number))
    }
  })

  it('takes away what killed processes left, and nothing of those that still write', async () => {
    const store = SweepStore.create(folder, aPlan(), { lingerMs: 0 })
    await store.write(result(1))
    const inParts = join(folder, 'parts')
    const left = spawnSync(process.execPath, ['-e', 'process.stdout.write(String(process.pid))'])
    const [, machine] = /^\.patchwork-([0-9a-f]{12})-/.exec(temporaryMark())!
    const ofDead = `.patchwork-${machine}-${left.stdout}-0-part`
    const ofLiving = `.patchwork-${machine}-${process.pid}-0-part`
    const elsewhere = [`.patchwork-${'0'.repeat(12)}-${left.stdout}-0-part`, '.patchwork-older-version']
    for (const name of [ofDead, ofLiving, ...elsewhere]) writeFileSync(join(inParts, name), 'half')
    writeFileSync(join(folder, ofDead), 'half')
    SweepStore.open(folder)
    expect(parts().filter((name) => name.startsWith('.'))).toEqual([ofLiving, ...elsewhere].sort())
    expect(readdirSync(folder).sort()).toEqual(['parts', 'plan.json'])
    const longAgo = new Date(Date.now() - 8 * 24 * 3_600_000)
    for (const name of [ofLiving, ...elsewhere]) utimesSync(join(inParts, name), longAgo, longAgo)
    expect((await SweepStore.open(folder).keys()).size).toBe(1)
    expect(parts().filter((name) => name.startsWith('.'))).toEqual([ofLiving])
  })
})
