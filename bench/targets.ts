/**
 * What the engine aims at, and by which of its figures that is judged. "C" is the yardstick in C, timed by turns with
 * ours on the same machine; a figure counts as the median of at least five processes on a machine that does nothing else.
 */

export const GRADES = ['none', 'solid', 'hard', 'moonshot'] as const
export type Grade = (typeof GRADES)[number]

export const TARGET_NAMES = [
  'A',
  'B',
  'C',
  'D',
  'E',
  'F.100k',
  'F.1M',
  'G.ring',
  'G.garbage',
  'G.grain',
  'H',
  'I',
  'J',
  'K',
] as const
export type TargetName = (typeof TARGET_NAMES)[number]

export interface Target {
  readonly what: string
  readonly unit: string
  readonly better: 'lower' | 'higher'
  readonly solid: number
  readonly hard: number
  readonly moonshot: number
  /** Whether the figure is a time, which only an idle machine tells. */
  readonly timed: boolean
}

const lower = (what: string, unit: string, [solid, hard, moonshot]: readonly [number, number, number]) =>
  ({ what, unit, better: 'lower', solid, hard, moonshot, timed: true }) as const
const higher = (what: string, unit: string, [solid, hard, moonshot]: readonly [number, number, number]) =>
  ({ what, unit, better: 'higher', solid, hard, moonshot, timed: true }) as const
const sized = (target: Target): Target => ({ ...target, timed: false })

export const TARGETS: Readonly<Record<TargetName, Target>> = {
  A: lower('core, 100k agents, over C', '×', [2.5, 1.6, 1.15]),
  B: lower('metropolis, 100k agents, over C', '×', [4, 2.5, 1.75]),
  C: lower('metropolis, 1M agents over 100k', '×', [2.5, 1.8, 1.4]),
  D: lower('2nd to 8th world over the first', '×', [1.5, 1.15, 1.05]),
  E: higher('reference, 200 agents, over Python', '×', [1000, 2500, 5000]),
  'F.100k': higher('two threads over one, 100k agents', '×', [1.3, 1.6, 1.8]),
  'F.1M': higher('two threads over one, 1M agents', '×', [1.3, 1.6, 1.8]),
  'G.ring': lower('event ring on over off', '×', [1.2, 1.1, 1.05]),
  'G.garbage': sized(lower('garbage per tick', 'B', [4000, 1000, 1000])),
  // A boxed number is 16 bytes; a twentieth of a byte per interaction is none to one decimal.
  'G.grain': sized(lower('garbage per interaction', 'B', [Infinity, Infinity, 0.05])),
  H: lower('first tick after an empty node, 1k', 'ms', [100, 40, 25]),
  I: lower('worst tick over median, 500 ticks', '×', [4, 2, 1.3]),
  J: sized(lower('memory per agent of the metropolis', 'B', [600, 350, 200])),
  K: sized(lower('core for browsers, minified', 'kB', [60, 40, 30])),
}

/** The highest grade whose bound a figure meets; a figure that is missing meets none. */
export function gradeOf(name: TargetName, figure: number | null): Grade {
  if (figure === null) return 'none'
  const target = TARGETS[name]
  const meets = (bound: number) => (target.better === 'lower' ? figure <= bound : figure >= bound)
  if (!meets(target.solid)) return 'none'
  if (!meets(target.hard)) return 'solid'
  return meets(target.moonshot) ? 'moonshot' : 'hard'
}

/** Rows of the table: F and G are judged by several figures, and reach what the lowest of them reaches. */
export function gradeOfRow(letter: string, grades: ReadonlyMap<TargetName, Grade>): Grade {
  const own = TARGET_NAMES.filter((name) => name.startsWith(letter)).map((name) => grades.get(name) ?? 'none')
  return GRADES[Math.min(...own.map((grade) => GRADES.indexOf(grade)))] ?? 'none'
}
