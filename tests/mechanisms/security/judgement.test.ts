import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CustodyReason } from '../../../components/codes.ts'
import { Breaker, Custody, LeverEffect } from '../../../components/custody.ts'
import { Stake, Treasury } from '../../../components/stake.ts'
import { Standing } from '../../../components/standing.ts'
import { SecurityTotals, Threat } from '../../../mechanisms/security/columns.ts'
import { rows, setRows } from '../../kit/rows.ts'
import { guarded, startEpoch } from './society.ts'

const { breaker, quarantine, departed } = CustodyReason

describe('threat', () => {
  it('is the faded old one joined by the signs of the past epoch', () => {
    const society = guarded(1, { 'security.decay': 0.5 })
    setRows(society.world, Threat, 'suspicion', [0.4])
    startEpoch(society, 1)
    expect(rows(society.world, Threat, 'level', 1)[0]).toBeCloseTo(0.4, 15)
    setRows(society.world, Threat, 'suspicion', [0.25])
    startEpoch(society, 2)
    expect(rows(society.world, Threat, 'level', 1)[0]).toBeCloseTo(1 - 0.8 * 0.75, 15)
    for (let epoch = 3; epoch < 6; epoch++) startEpoch(society, epoch)
    expect(rows(society.world, Threat, 'level', 1)[0]).toBeCloseTo(0.4 / 8, 15)
    expect(rows(society.world, Threat, 'highest', 1)[0]).toBeCloseTo(0.4, 15)
    for (let epoch = 6; epoch < 60; epoch++) startEpoch(society, epoch)
    expect(rows(society.world, Threat, 'level', 1)).toEqual([0])
  })

  it('stays in [0, 1] and falls without new signs, whatever came before', () => {
    const level = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 12 }), level, (signs, decay) => {
        const society = guarded(1, { 'security.decay': decay })
        for (const [epoch, sign] of signs.entries()) {
          const [before] = rows(society.world, Threat, 'level', 1) as [number]
          setRows(society.world, Threat, 'suspicion', [sign])
          startEpoch(society, epoch + 1)
          const [after] = rows(society.world, Threat, 'level', 1) as [number]
          expect(after).toBeGreaterThanOrEqual(0)
          expect(after).toBeLessThanOrEqual(1)
          if (sign === 0) expect(after).toBeLessThanOrEqual(before)
          else expect(after).toBeGreaterThanOrEqual(sign - 1e-9)
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('fines', () => {
  it('punish new signs once, from the threshold on, and go to the treasury', () => {
    const society = guarded(2, { 'security.penalty_multiplier': 2, 'security.penalty_threshold': 0.3 })
    setRows(society.world, Threat, 'suspicion', [0.4, 0.2])
    startEpoch(society, 1)
    startEpoch(society, 2)
    expect(rows(society.world, Standing, 'reputation', 2)).toEqual([-0.8, 0])
    expect(rows(society.world, Stake, 'resources', 2)).toEqual([96, 100])
    expect(rows(society.world, Treasury, 'balance', 1)).toEqual([4])
    expect(rows(society.world, Treasury, 'collected', 1)).toEqual([4])
    expect(rows(society.world, SecurityTotals, 'fines', 1)).toEqual([0])
  })

  it('take no more than there is, so money is never made or lost', () => {
    const money = fc.double({ min: -20, max: 20, noNaN: true })
    fc.assert(
      fc.property(money, fc.double({ min: 0, max: 1, noNaN: true }), (owned, sign) => {
        const society = guarded(1, { 'security.penalty_multiplier': 5 })
        setRows(society.world, Stake, 'resources', [owned])
        setRows(society.world, Threat, 'suspicion', [sign])
        startEpoch(society, 1)
        const [left] = rows(society.world, Stake, 'resources', 1) as [number]
        const [purse] = rows(society.world, Treasury, 'balance', 1) as [number]
        expect(left).toBeGreaterThanOrEqual(Math.min(owned, 0))
        expect(left + purse).toBeCloseTo(owned, 12)
      }),
      { numRuns: 60 },
    )
  })
})

describe('quarantine', () => {
  const calmly = { 'security.decay': 0.5, 'security.release_epochs': 2, 'security.release_threshold': 0.3 }
  const held = (society: ReturnType<typeof guarded>) => rows(society.world, Custody, 'reasons', 1)[0]

  it('begins at the threshold and ends after so many calm epochs in a row', () => {
    const society = guarded(1, calmly)
    setRows(society.world, Threat, 'suspicion', [0.8])
    const course = [1, 2, 3, 4, 5].map((epoch) => {
      startEpoch(society, epoch)
      return held(society)
    })
    // 0.8, 0.4, then calm at 0.2 and 0.1: the second calm epoch releases.
    expect(course).toEqual([quarantine, quarantine, quarantine, 0, 0])
    expect(rows(society.world, Custody, 'freezes', 1)).toEqual([1])
  })

  it('begins its count of calm epochs anew with new signs', () => {
    const society = guarded(1, calmly)
    setRows(society.world, Threat, 'suspicion', [0.8])
    for (let epoch = 1; epoch <= 3; epoch++) startEpoch(society, epoch)
    setRows(society.world, Threat, 'suspicion', [0.5])
    const course = [4, 5, 6].map((epoch) => {
      startEpoch(society, epoch)
      return held(society)
    })
    expect(course).toEqual([quarantine, quarantine, 0])
  })

  it('keeps an agent from acting and from being met', () => {
    const society = guarded(2)
    setRows(society.world, Threat, 'suspicion', [0.9])
    society.world.clock.tick[0] = 1
    for (let tick = 0; tick < 30; tick++) {
      society.tick()
      expect(rows(society.world, Custody, 'reasons', 1)).toEqual([tick < 30 ? quarantine : 0])
    }
    expect(society.summary().metrics['totalInteractions']).toBe(0)
  })

  it('ends by hand, and stays ended until there are new signs', () => {
    const society = guarded(1, { 'security.decay': 1 })
    setRows(society.world, Threat, 'suspicion', [0.9])
    startEpoch(society, 0)
    expect(held(society)).toBe(quarantine)
    society.release(0)
    society.tick()
    expect(held(society)).toBe(0)
    startEpoch(society, 1)
    expect(held(society)).toBe(0)
    setRows(society.world, Threat, 'suspicion', [0.1])
    startEpoch(society, 2)
    expect(held(society)).toBe(quarantine)
  })

  it('passes over those who have left', () => {
    const society = guarded(1)
    setRows(society.world, Custody, 'reasons', [departed])
    setRows(society.world, Threat, 'suspicion', [0.9])
    startEpoch(society, 1)
    expect(held(society)).toBe(departed)
    expect(rows(society.world, Stake, 'resources', 1)).toEqual([100])
  })
})

describe('release by hand', () => {
  it('lets go of one reason or of all that end, and never brings anyone back', () => {
    const society = guarded(4)
    setRows(society.world, Custody, 'reasons', [
      breaker | quarantine,
      breaker | quarantine,
      breaker | departed,
      0,
    ])
    society.release(0, 'quarantine')
    society.release(1)
    society.release(2)
    society.release(3)
    society.tick()
    expect(rows(society.world, Custody, 'reasons', 4)).toEqual([breaker, 0, departed, 0])
    expect(society.journal().filter(({ code }) => code === 4)).toHaveLength(1)
  })

  it('refuses agents and reasons that do not exist', () => {
    const society = guarded(2)
    expect(() => society.release(2)).toThrow(/agent: got 2/)
    expect(() => society.release(0, 'quarantin' as never)).toThrow(
      /expected one of breaker, quarantine.*did you mean quarantine/s,
    )
    expect(() => society.release(0, 'departed' as never)).toThrow(/reason: got "departed"/)
  })
})

describe('holds by reason', () => {
  it('end with their own lever only, in any order of freezes, thaws and releases', () => {
    const reason = fc.constantFrom(breaker, quarantine, 64)
    const asked = fc.record({ freeze: reason, thaw: fc.constantFrom(0, breaker, quarantine, 64) })
    fc.assert(
      fc.property(fc.array(asked, { minLength: 1, maxLength: 30 }), (steps) => {
        const society = guarded(1)
        const held = new Set<number>()
        for (const { freeze, thaw } of steps) {
          setRows(society.world, LeverEffect, 'freeze', [freeze])
          setRows(society.world, LeverEffect, 'thaw', [thaw])
          society.runSystem('lever-merge')
          held.add(freeze)
          held.delete(thaw)
          expect(rows(society.world, Custody, 'reasons', 1)).toEqual([[...held].reduce((a, b) => a | b, 0)])
        }
      }),
      { numRuns: 100 },
    )
  })

  it('survive the end of the other lever’s hold, by the levers’ own rules', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 8 }), (until, calmEpochs) => {
        const society = guarded(1, { 'security.decay': 0, 'security.release_epochs': calmEpochs })
        setRows(society.world, Custody, 'reasons', [breaker])
        setRows(society.world, Breaker, 'freezeUntil', [until])
        setRows(society.world, Threat, 'suspicion', [0.9])
        for (let epoch = 1; epoch <= 14; epoch++) {
          startEpoch(society, epoch)
          const frozen = epoch < until ? breaker : 0
          const quarantined = epoch <= calmEpochs ? quarantine : 0
          expect(rows(society.world, Custody, 'reasons', 1)).toEqual([frozen | quarantined])
        }
      }),
      { numRuns: 60 },
    )
  })
})
