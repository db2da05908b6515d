import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { chartChoices } from '../../viewer/charts/sources.ts'
import { colourChoices } from '../../viewer/ui/choices.ts'
import { Visit } from './a-session.ts'

const shelf = new URL('../../scenarios/', import.meta.url)

/** A mechanism's scenario, a column that tells its agents apart after some epochs, and a metric that it reports. */
it.each([
  ['fair_shares', 'Bidder.envy', 'auctionsHeld', 2],
  ['moonshot_missions', 'MissionWill.earned', 'missionsProposed', 6],
  ['flash_crash', 'Trader.cash', 'marketTrades', 2],
  ['insiders', 'Seat.paid', 'meanLambda', 2],
  ['lemons', 'Lot.quality', 'lemonsPrice', 2],
  ['hot_mess', 'Focus.turns', 'incoherenceFriction', 2],
  ['collusion_ring', 'CollusionSuspicion.risk', 'collusionPairs', 2],
  ['sybil_swarm', 'Identity.trust', 'meanTrust', 2],
  ['leaky_border', 'Traffic.sent', 'flowsTried', 2],
] as const)(
  '%s: colours by %s, charts %s, and shows both of an agent',
  async (name, path, metric, epochs) => {
    const text = readFileSync(new URL(`${name}.yaml`, shelf), 'utf8')
    const visit = new Visit()
    const { session } = visit
    const society = await session.open({ name, text, agents: 200 })
    expect(colourChoices(society).map(({ value }) => value)).toContain(path)
    expect(chartChoices(society).epochs).toContain(metric)
    await session.watch({ paths: [path], flowsMost: 0 })
    // One tick further: what is settled at an epoch's end begins anew.
    await session.step({ ticks: epochs * society.stepsPerEpoch + 1 })
    const values = visit.frameOf('a').values[path] as Float32Array
    expect(new Set(values.filter(Number.isFinite)).size, `different values of ${path}`).toBeGreaterThan(1)
    const results = visit.frames.flatMap(({ series }) => series.flatMap((part) => part.epochs))
    expect(results).toHaveLength(epochs)
    expect(results.at(-1)?.metrics[metric], metric).toEqual(expect.any(Number))
    const agent = values.findIndex((value) => Number.isFinite(value) && value !== 0)
    const card = await session.inspect({ side: 'a', agent })
    const [component, field] = path.split('.')
    const found = card.components
      .find((each) => each.name === component)
      ?.fields.find((each) => each.name === field)
    expect(Math.fround(found?.values[0] ?? Number.NaN)).toBe(values[agent])
    await session.close()
  },
)
