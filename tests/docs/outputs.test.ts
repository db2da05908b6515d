import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { EVENTS } from '../../components/codes.ts'
import { agentColumns } from '../../outputs/agent-columns.ts'
import { MANIFEST, RUN_FILES } from '../../outputs/folder.ts'
import { createSimulation } from '../../simulation/create.ts'

const page = readFileSync(fileURLToPath(new URL('../../docs/outputs.md', import.meta.url)), 'utf8')
const [files = '', agents = '', events = ''] = page.split(/^## /m)

/** Names in backticks in the first cells of a part's table. */
const namesIn = (part: string) =>
  [...part.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string),
  )

it('names every file of a run', () => {
  expect(namesIn(files).sort()).toEqual([MANIFEST, ...RUN_FILES].sort())
})

it('names every column of agents', async () => {
  const columns = agentColumns(await createSimulation({ agents: [{ type: 'honest', count: 1 }] }))
  expect(namesIn(agents).sort()).toEqual(columns.map(({ name }) => name).sort())
})

it('names every event', () => {
  const told = ['simulation_started', 'simulation_ended', 'proposal_expired', 'proposal_void', ...EVENTS]
  expect(namesIn(events).sort()).toEqual(told.sort())
})
