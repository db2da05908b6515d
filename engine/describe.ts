import type { PlacedSystem } from './schedule.ts'

const HEADINGS = ['#', 'system', 'phase', 'from', 'every', 'reads', 'writes', 'placed'] as const

/** The schedule as rows of text: position, name, phase, plugin, cadence, what it reads and writes, and how it was placed. */
export function describeSchedule(systems: readonly PlacedSystem[]): string[][] {
  const rows = systems.map((system, index) => [
    String(index + 1),
    system.name,
    system.phase,
    system.plugin,
    system.every,
    system.reads.map(({ name }) => name).join(' '),
    system.writes.map(({ name }) => name).join(' '),
    placementOf(system),
  ])
  return [[...HEADINGS], ...rows]
}

function placementOf({ after = [], before = [] }: PlacedSystem): string {
  return [...after.map((name) => `after ${name}`), ...before.map((name) => `before ${name}`)].join(', ')
}

/** The schedule as a Mermaid flow chart, one box a system, in order. */
export function scheduleAsMermaid(systems: readonly PlacedSystem[]): string {
  const identifier = (name: string) => name.replace(/[^a-zA-Z0-9]/g, '_')
  const boxes = systems.map(({ name, phase }) => `  ${identifier(name)}["${name}<br/><i>${phase}</i>"]`)
  const arrows = systems
    .slice(1)
    .map(({ name }, index) => `  ${identifier(systems[index].name)} --> ${identifier(name)}`)
  return ['flowchart TD', ...boxes, ...arrows].join('\n')
}
