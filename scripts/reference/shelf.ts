import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { mechanisms } from '../../mechanisms/index.ts'
import { loadScenario, questionOf } from '../../scenarios/index.ts'
import { populationOf, vocabulary } from '../../simulation/index.ts'
import { code, table } from './markdown.ts'

const START = '<!-- scenarios: written by npm run docs -->'
const END = '<!-- end of scenarios -->'

/** The README with its table of scenarios as the files in scenarios/ say. */
export function readmeWithShelf(root: string): string {
  const text = readFileSync(path.join(root, 'README.md'), 'utf8')
  const [before, after] = [text.indexOf(START), text.indexOf(END)]
  if (before < 0 || after < before) throw new Error(`README.md lacks the lines ${START} and ${END}`)
  return `${text.slice(0, before + START.length)}\n${shelfTable(root)}\n${text.slice(after)}`
}

function shelfTable(root: string): string {
  const folder = path.join(root, 'scenarios')
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
  const rows = files.map((file) => {
    const text = readFileSync(path.join(folder, file), 'utf8')
    const scenario = loadScenario(text, { name: file, vocabulary: vocabulary(mechanisms) })
    const agents = populationOf(scenario).toLocaleString('en')
    return [code(path.basename(file, '.yaml')), questionOf(text), agents, scenario.profile]
  })
  return table(['scenario', 'question', 'agents', 'profile'], rows)
}
