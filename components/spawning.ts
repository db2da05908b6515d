import { defineComponent, u8, u32 } from '../engine/columns.ts'
import { NOBODY } from '../engine/journal.ts'

/**
 * How a mechanism asks for agents while a run goes on: one row a newcomer that is asked for.
 *
 * Systems of phase `epoch-end` fill rows with `bindSpawnRequest` (components/lookup/spawning.ts) and declare SpawnRequest
 * and SpawnTotals in `writes`; they only append, so askers of several mechanisms need no order among themselves. Systems of
 * phase `arrival`, which comes after, may refuse a row by setting `refused`. After all systems of the epoch's end the
 * simulation places the newcomers in row order: they take the next agent rows, with the traits of the first agent group of
 * their type in the scenario, a group of 0 agents included, or else the defaults, and act from the next epoch on. The table is
 * empty again before anything can look at it, so it enters no digest.
 *
 * A plugin that asks says how many it may ask for over a run by `newcomers` of `definePlugin`: the world then has room for
 * them and has these components. Newcomers for whom there is no room are counted in `Clock.refusedSpawns`; requests beyond the
 * rows of the table are refused at once.
 */
export const SpawnRequest = defineComponent(
  'SpawnRequest',
  {
    policy: u8({ unit: 'code', sight: 'hidden', doc: 'Policy of the newcomer, as in Kind.policy.' }),
    sponsor: u32({ unit: 'rows', sight: 'hidden', doc: 'Agent on whose behalf it comes; NOBODY for none.' }),
    refused: u8({ unit: 'flag', range: [0, 1], sight: 'hidden', doc: 'A rule of arrival turned it down.' }),
  },
  { table: 'spawnRequest', digested: false, commutes: true },
)

export const SpawnTotals = defineComponent(
  'SpawnTotals',
  {
    pending: u32({ unit: 'count', sight: 'hidden', doc: 'Rows of SpawnRequest in use.' }),
    asked: u32({ unit: 'count', sight: 'hidden', doc: 'Newcomers ever asked for.' }),
    turnedDown: u32({ unit: 'count', sight: 'hidden', doc: 'Of these, turned down by a rule of arrival.' }),
  },
  { table: 'world', commutes: true },
)

/** Where an agent comes from, in worlds that may grow. */
export const Origin = defineComponent('Origin', {
  sponsor: u32({
    unit: 'rows',
    sight: 'hidden',
    doc: 'Agent on whose behalf it came; NOBODY for none.',
    initial: NOBODY,
  }),
  epoch: u32({ unit: 'epochs', sight: 'hidden', doc: 'First epoch in which it acts.' }),
})

/** Components of worlds that may grow, for tests and for assembling a world. */
export const spawningComponents = [SpawnRequest, SpawnTotals, Origin] as const
