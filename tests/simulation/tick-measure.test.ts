import { expect, it } from 'vitest'
import { aTown } from '../kit/a-simulation.ts'

it('the ticks of an epoch, measured one by one, add up to it, and looking changes nothing', () => {
  const [looked, plain] = [aTown(150), aTown(150)]
  const sums = { totalWelfare: 0, acceptedInteractions: 0, totalInteractions: 0 }
  for (let tick = 0; tick < 5; tick++) {
    looked.tick()
    plain.tick()
    const metrics = looked.measureTick(['totalWelfare', 'acceptanceRate'])
    expect(Object.keys(metrics)).not.toContain('frozenAgents')
    for (const column of Object.keys(sums) as (keyof typeof sums)[])
      sums[column] += metrics[column] ?? Number.NaN
  }
  const [epoch] = looked.epochs
  expect(sums.totalInteractions).toBe(epoch?.metrics['totalInteractions'])
  expect(sums.acceptedInteractions).toBe(epoch?.metrics['acceptedInteractions'])
  expect(sums.totalWelfare).toBeCloseTo(epoch?.metrics['totalWelfare'] as number, 9)
  expect(looked.digest()).toBe(plain.digest())
  expect(looked.epochs).toEqual(plain.epochs)
  expect(looked.measureTick(['no such column'])).toEqual({})
})
