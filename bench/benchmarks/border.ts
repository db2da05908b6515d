import { scanByReference } from '../../mechanisms/border/text/reference-rules.ts'
import { contentSensitivity } from '../../mechanisms/border/text/sensitivity.ts'
import { scanByStandard } from '../../mechanisms/border/text/standard-rules.ts'
import { LeakDetector, mechanisms } from '../../mechanisms/index.ts'
import { createSimulation } from '../../simulation/index.ts'
import type { Benchmark, Settings } from '../benchmark.ts'
import { now, processorSince } from '../clocks.ts'
import { type BenchRow, median, rowsOf, sizeText } from '../row.ts'
import { shippedScenario } from '../worlds.ts'

const PROSE =
  'The quick brown fox discusses, with some care, a policy about trade between cities in 1984. Perhaps a function of ' +
  'time; the private sector is important, and the secretary called at ten. '
const row = rowsOf('border')

/** Milliseconds of processor time that a call takes. */
function time(run: () => unknown): number {
  const start = now()
  run()
  return processorSince(start) / 1e6
}

/** The border: megabytes of plain text a second by rule set, the worst text, and what crossings cost the metropolis. */
export const border: Benchmark = async (settings) => [...scans(settings), ...(await crossings(settings))]

function scans({ tiny, rounds }: Settings): BenchRow[] {
  const text = PROSE.repeat(tiny ? 50 : 10_000)
  const detector = new LeakDetector()
  const scanners = {
    'standard rules': scanByStandard,
    'reference rules': scanByReference,
    sensitivity: contentSensitivity,
    'all of a look': (content: string) => detector.look(content),
  }
  const rates = Object.entries(scanners).map(([name, scan]) => {
    scan(text)
    const rates = Array.from({ length: rounds }, () => text.length / 1000 / time(() => scan(text)))
    return row(`plain text, ${name}`, rates, 'MB/s', digestOf(detector, text))
  })
  const nasty = 'api_key:'.repeat(tiny ? 50 : 5000)
  const times = Array.from({ length: rounds }, () => time(() => scanByStandard(nasty)))
  return [...rates, row(`${nasty.length} characters of bad intent`, times, 'ms', digestOf(detector, nasty))]
}

/** What was found, in the form of a world's digest. */
const digestOf = (detector: LeakDetector, text: string): string =>
  detector.look(text).mask.toString(16).padStart(16, '0')

/** Median tick of the metropolis without any boundary and with the border, in turns. */
async function crossings({ tiny, root }: Settings): Promise<BenchRow[]> {
  const agents = tiny ? 500 : 100_000
  const scenario = shippedScenario(root, 'metropolis', { agents })
  const make = (on: boolean) => {
    const parameters = { ...scenario.parameters, 'boundary.enabled': false, 'border.enabled': on }
    return createSimulation({ ...scenario, parameters }, { plugins: mechanisms })
  }
  const [off, on] = [await make(false), await make(true)]
  const times = { off: [] as number[], on: [] as number[] }
  for (let tick = 0; tick < (tiny ? 3 : 60); tick++) {
    times.off.push(time(() => off.tick()))
    times.on.push(time(() => on.tick()))
  }
  const ratio = median(times.on) / median(times.off)
  const flows = on.measure().metrics['flowsTried'] ?? 0
  const digest = on.digest()
  return [
    row(`tick over one without it, ${sizeText(agents)} agents`, ratio, '×', digest),
    row('flows of the epoch so far', flows, 'flows', digest),
  ]
}
