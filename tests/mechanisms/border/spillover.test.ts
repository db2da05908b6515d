import { describe, expect, it } from 'vitest'
import { KeyedSource, keyOfSeed } from '../../../engine/random.ts'
import { attackRate, extinctionProbability } from '../../../formulas/contagion.ts'
import { Outside } from '../../../mechanisms/border/columns.ts'
import { countArrivals, countSuccesses, OUTBREAK_STREAM } from '../../../mechanisms/border/outbreak.ts'
import { aBorder, sumOf } from './a-border.ts'

const draws = (seed: string) => {
  const source = new KeyedSource(keyOfSeed(seed), OUTBREAK_STREAM, new Uint32Array(1), 12)
  source.begin(0)
  return source
}

/** Policies that let everything through, so that only the membrane is left. */
const OPEN = {
  adaptive: false,
  request_probability: 0,
  crossing_probability: 1,
  'detector.enabled': false,
  'policies.patterns': false,
  'policies.crossings_per_window': 65_535,
  'policies.bytes_per_window': 1e9,
  'policies.max_bytes': 1e9,
}
const CITY = { honest: 300, opportunistic: 120, deceptive: 60, adversarial: 0, exfiltrator: 0 }
const run = async (rules: Parameters<typeof aBorder>[0], seed = 'spill') => {
  const simulation = aBorder({ ...OPEN, ...rules }, CITY, { epochs: 10, seed })
  await simulation.run()
  return simulation
}

describe('spillover', () => {
  it.each([0.2, 0.5, 1])('happens with probability r_c (1 - p) π, π = %s', async (permeability) => {
    const rate = 0.8
    const simulation = await run({ base_permeability: permeability, contagion_rate: rate })
    const expected = rate * permeability * sumOf(simulation, 'toxicitySum', 'run')
    const escaped = sumOf(simulation, 'spillsEscaped', 'run')
    expect(sumOf(simulation, 'interactions', 'run')).toBeGreaterThan(3000)
    // The sum of q (1 - q) is at most that of q.
    expect(Math.abs(escaped - expected)).toBeLessThan(4 * Math.sqrt(expected))
    const tried = sumOf(simulation, 'spillsTried', 'run')
    expect(Math.abs(escaped - permeability * tried)).toBeLessThanOrEqual(4 * Math.sqrt(tried / 4))
  })

  it('passes the second barrier with probability π (0.5 + 0.5 p), where there is one', async () => {
    const rules = { base_permeability: 0.6, contagion_rate: 0.9 }
    const [one, two] = [await run(rules), await run({ ...rules, second_barrier: true })]
    const share = sumOf(two, 'spillsEscaped', 'run') / sumOf(one, 'spillsEscaped', 'run')
    // p of what is contagious lies between 0.5, the gate, and 1.
    expect(share).toBeGreaterThan(0.6 * 0.75 * 0.9)
    expect(share).toBeLessThan(0.6 * 1.05)
  })

  it('is none behind a sealed border, none without contagion, and more the more open it is', async () => {
    const escaped = async (rules: Parameters<typeof run>[0]) => sumOf(await run(rules), 'spillHarm', 'run')
    expect(await escaped({ base_permeability: 0, contagion_rate: 1 })).toBe(0)
    expect(await escaped({ base_permeability: 1, contagion_rate: 0 })).toBe(0)
    const levels: number[] = []
    for (const permeability of [0.1, 0.3, 0.6, 1]) {
      levels.push(await escaped({ base_permeability: permeability, contagion_rate: 0.5 }))
    }
    expect(levels).toEqual([...levels].sort((a, b) => a - b))
    // The same draws meet the same harm: nothing is attempted because the border is open.
    const tried = await Promise.all(
      [0.1, 1].map(async (permeability) =>
        sumOf(await run({ base_permeability: permeability, contagion_rate: 0.5 }), 'spillsTried', 'run'),
      ),
    )
    expect(tried[0]).toBe(tried[1])
  })

  it('makes an interior permeability the best, and that is the one reported', async () => {
    const rules = {
      contagion_rate: 1,
      spillover_amplification: 8,
      harm_weight: 1.4,
      second_barrier: true,
      information_decay: 0,
    }
    const worth: [permeability: number, value: number][] = []
    let optimum = 0
    for (let step = 0; step <= 10; step++) {
      const { metrics } = (await run({ ...rules, base_permeability: step / 10 })).summary()
      worth.push([step / 10, metrics['borderValue'] as number])
      optimum = metrics['borderOptimum'] as number
    }
    const [best] = worth.reduce((a, b) => (b[1] > a[1] ? b : a))
    expect(optimum).toBeGreaterThan(0.15)
    expect(optimum).toBeLessThan(0.85)
    expect(Math.abs(best - optimum)).toBeLessThanOrEqual(0.15)
    expect(worth[0]![1]).toBe(0)
    expect(worth.at(-1)![1]).toBeLessThan(Math.max(...worth.map(([, value]) => value)) / 2)
  })

  it('tightens the membrane under threat, unless that is switched off', async () => {
    const rules = { base_permeability: 0.8, contagion_rate: 0.9 }
    const { metrics: tight } = (await run({ ...rules, adaptive: true, threat_sensitivity: 3 })).summary()
    const { metrics: loose } = (await run(rules)).summary()
    expect(tight['borderThreat']).toBeGreaterThan(0)
    expect(tight['borderPermeability']).toBeLessThan(0.8 * 0.75)
    expect(loose['borderPermeability']).toBe(0.8)
    expect(tight['spillHarmEscaped']).toBeLessThan(loose['spillHarmEscaped'] as number)
  })
})

describe('counts drawn by their gaps', () => {
  it('are binomial and Poisson in mean and variance', () => {
    const source = draws('moments')
    const moments = (take: () => number, times = 20_000) => {
      let [sum, squares] = [0, 0]
      for (let time = 0; time < times; time++) {
        const value = take()
        sum += value
        squares += value * value
      }
      const mean = sum / times
      return [mean, squares / times - mean * mean, Math.sqrt(1 / times)] as const
    }
    const [mean, variance, error] = moments(() => countSuccesses(40, 0.15, source))
    expect(Math.abs(mean - 6)).toBeLessThan(4 * Math.sqrt(5.1) * error)
    expect(Math.abs(variance - 5.1)).toBeLessThan(4 * 5.1 * Math.SQRT2 * 1.1 * error)
    const [rate, spread] = moments(() => countArrivals(3.5, 1000, source))
    expect(Math.abs(rate - 3.5)).toBeLessThan(4 * Math.sqrt(3.5) * error)
    expect(Math.abs(spread - 3.5)).toBeLessThan(4 * 3.5 * 1.6 * error)
  })

  it('keep to their ends', () => {
    const source = draws('ends')
    expect([
      countSuccesses(9, 0, source),
      countSuccesses(9, 1, source),
      countSuccesses(0, 0.5, source),
    ]).toEqual([0, 9, 0])
    expect([countArrivals(0, 9, source), countArrivals(1e6, 9, source)]).toEqual([0, 9])
  })
})

describe('what spreads outside', () => {
  const outbreak = (model: 'sir' | 'branching', reproduction: number, population: number, seed: string) => {
    const simulation = aBorder(
      {
        ...OPEN,
        base_permeability: 1,
        contagion_rate: 1,
        'outside.model': model,
        'outside.population': population,
        'outside.reproduction_number': reproduction,
        'outside.seeds_max': 1,
      },
      { honest: 20, opportunistic: 10, deceptive: 0, adversarial: 0, exfiltrator: 0 },
      { epochs: 40, seed },
    )
    const { infected, seeds } = simulation.world.get(Outside)
    do simulation.tick()
    while ((infected[0]! > 0 || seeds[0] === 0) && !simulation.finished)
    return simulation
  }
  const shareInfected = (simulation: ReturnType<typeof outbreak>) =>
    simulation.measure().metrics['outsideAttackRate'] as number

  it.each([1.5, 2, 3, 5])('reaches the share of an epidemic that theory has, R0 = %s', (reproduction) => {
    const sizes: number[] = []
    for (let seed = 0; sizes.length < 8; seed++) {
      const size = shareInfected(outbreak('sir', reproduction, 20_000, `sir ${seed}`))
      // An outbreak may die at its start; the final size is that of those which do not.
      if (size > 0.05) sizes.push(size)
    }
    const mean = sizes.reduce((sum, each) => sum + each, 0) / sizes.length
    expect(Math.abs(mean - attackRate(reproduction))).toBeLessThan(0.02)
  })

  it('dies out at R0 up to 1', () => {
    for (let seed = 0; seed < 20; seed++) {
      expect(shareInfected(outbreak('sir', 0.9, 20_000, `low ${seed}`))).toBeLessThan(0.02)
    }
  })

  it.each([1.5, 2])('dies out early as often as a branching process, R0 = %s', (reproduction) => {
    const runs = 200
    let dead = 0
    for (let seed = 0; seed < runs; seed++) {
      if (shareInfected(outbreak('branching', reproduction, 500, `branch ${seed}`)) < 1) dead++
    }
    const chance = extinctionProbability(reproduction)
    expect(Math.abs(dead / runs - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / runs))
  })

  it('takes R0 from what crosses where it is not given', async () => {
    const rules = {
      'outside.model': 'sir',
      'outside.contacts': 100,
      contagion_rate: 0.2,
      'outside.seeds_max': 20,
    }
    const [open, tight] = [
      await run({ ...rules, base_permeability: 1 }),
      await run({ ...rules, base_permeability: 0.1 }),
    ]
    // 0.2 × 100 × 0.27 × π: 5 when open, 0.5 when tight.
    expect(open.summary().metrics['outsideAttackRate']).toBeGreaterThan(0.9)
    expect(tight.summary().metrics['outsideAttackRate']).toBeLessThan(0.05)
  })
})
