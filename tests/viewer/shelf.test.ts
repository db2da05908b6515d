import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { Visit } from './a-session.ts'

const shelf = new URL('../../scenarios/', import.meta.url)
const names = readdirSync(shelf).filter((file) => file.endsWith('.yaml'))

it.each(names)('%s opens small, runs, goes back, branches and shows its agents', async (name) => {
  const text = readFileSync(new URL(name, shelf), 'utf8')
  const visit = new Visit()
  const { session } = visit
  const society = await session.open({ name, text, agents: 60 })
  expect(society.question.endsWith('?')).toBe(true)
  expect(society.agentCount).toBe(60)
  await session.watch({ paths: society.columns.map(({ path }) => path), flowsMost: 100 })
  const far = Math.min(society.ticks, 2 * society.stepsPerEpoch + 1)
  await session.seek({ tick: far })
  const digest = await session.digest({ side: 'a' })
  await session.seek({ tick: 2 })
  await session.branch()
  await session.seek({ tick: far })
  expect(await session.digest({ side: 'a' })).toBe(digest)
  expect(await session.digest({ side: 'b' })).toBe(digest)
  const card = await session.inspect({ side: 'b', agent: 7 })
  expect(card.components.length).toBeGreaterThan(8)
  for (const { word } of society.columns) await session.find({ side: 'a', text: `${word} > 0.5` })
  for (const { name: policy } of society.policies) await session.find({ side: 'a', text: `type = ${policy}` })
  await session.close()
})
