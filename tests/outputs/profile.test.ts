import { expect, it } from 'vitest'
import type { ProfileRow } from '../../engine/profile.ts'
import { profileText } from '../../outputs/profile.ts'

const row = (
  system: string,
  milliseconds: number,
  rows: number,
  more: Partial<ProfileRow> = {},
): ProfileRow => ({
  system,
  plugin: 'core',
  phase: 'scoring',
  cadence: 'interaction',
  milliseconds,
  rows,
  ...more,
})

it('says where time went, the most expensive system first', () => {
  const text = profileText({
    runMs: 200,
    garbageBytesPerTick: 1234,
    systems: [
      row('proposal', 40, 2000, { cadence: 'agent' }),
      row('scoring', 120, 1_000_000),
      row('idle', 0, 0),
    ],
  })
  expect(text).toBe(
    [
      'system              ms  share       ns          per',
      'scoring          120.0  60.0%    120.0  interaction',
      'proposal          40.0  20.0%  20000.0        agent',
      'idle               0.0   0.0%        -  interaction',
      'everything else   40.0  20.0%',
      'garbage of a tick: 1.2 kB (median)',
      '',
    ].join('\n'),
  )
})

it('names the plugin of a system that is not the core’s, and stays within 80 columns', () => {
  const text = profileText({
    runMs: 0,
    garbageBytesPerTick: null,
    systems: [
      row('a-system-with-a-name-of-remarkable-length', 98_765_432.1, 3, {
        plugin: 'a-mechanism-with-a-name-of-remarkable-length',
      }),
    ],
  })
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  expect(text).toContain('from')
  expect(text).toContain('garbage of a tick: - kB')
})
