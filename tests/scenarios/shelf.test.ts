import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { mechanisms } from '../../mechanisms/index.ts'
import { loadScenario } from '../../scenarios/load.ts'
import { describeShelfEntry, questionOf } from '../../scenarios/shelf.ts'
import { vocabulary as vocabularyOf } from '../../simulation/assembly.ts'
import { populationOf } from '../../simulation/scenario.ts'

const vocabulary = vocabularyOf(mechanisms)
const folder = new URL('../../scenarios/', import.meta.url)
const shelf = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => [file, readFileSync(new URL(file, folder), 'utf8')] as const)

it('holds scenarios', () => {
  expect(shelf.map(([file]) => file)).toEqual(expect.arrayContaining(['baseline.yaml', 'metropolis.yaml']))
})

describe.each(shelf)('%s', (file, text) => {
  const name = file.replace('.yaml', '')
  const scenario = loadScenario(text, { name: file, vocabulary })

  it('bears its own name and has agents', () => {
    expect(scenario.id).toBe(name)
    expect(populationOf(scenario)).toBeGreaterThan(0)
    expect(scenario.motif).not.toBe('')
  })

  it('points editors to the schema', () => {
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./scenario.schema.json')
  })

  it('asks one question and describes itself', () => {
    const { question, description } = describeShelfEntry(name, text)
    expect(question).toMatch(/^[^?]+\?$/)
    expect(description.length).toBeGreaterThan(40)
  })

  it('is asked to run to its end', () => {
    expect(scenario.successCriteria['min_epochs']).toBe(scenario.epochs)
  })

  it('moves levers only in epochs that it has', () => {
    expect(scenario.interventions.every(({ epoch }) => epoch < scenario.epochs)).toBe(true)
    expect(
      scenario.warnings.filter((warning) => !warning.endsWith('not part of this version and stays off')),
    ).toEqual([])
  })
})

it('says so when a scenario runs in profile reference', () => {
  for (const [file, text] of shelf) {
    const { profile, description } = loadScenario(text, { name: file, vocabulary })
    expect([file, description.includes('profile reference')]).toEqual([file, profile === 'reference'])
  }
})

describe('questionOf', () => {
  it('joins the lines of the heading comment', () => {
    expect(questionOf('# yaml-language-server: $schema=x\n# Does this\n#   work?\nmotif: x\n# no\n')).toBe(
      'Does this work?',
    )
  })
  it('is empty without a heading', () => {
    expect(questionOf('motif: x\n# Is this one?\n')).toBe('')
    expect(questionOf('')).toBe('')
  })
  it('bears a byte order mark, other line ends and nothing else', () => {
    expect(questionOf('\uFEFF# Who?\r\nmotif: x')).toBe('Who?')
    expect(questionOf('# Who?')).toBe('Who?')
  })
})

it('describes a file that has no description', () => {
  expect(describeShelfEntry('a', '# Why?\nmotif: x')).toEqual({
    name: 'a',
    question: 'Why?',
    description: '',
  })
  expect(describeShelfEntry('b', '')).toEqual({ name: 'b', question: '', description: '' })
})
