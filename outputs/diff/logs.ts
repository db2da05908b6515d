import { EVENTS } from '../../components/codes.ts'
import type { JournalEvent } from '../../engine/journal.ts'
import { bindAgentNames } from '../agent-names.ts'
import type { LoggedRun } from '../log/logged-run.ts'
import type { DiffOptions, Parting, RunsDiff } from './runs.ts'
import { firstDifference, sharedSlots } from './worlds.ts'

/**
 * Reads two logs side by side and finds where they part: in an interaction, an event, or the agents as they were at an epoch's
 * end. A log does not tell which system it was.
 */
export async function diffLogs(a: LoggedRun, b: LoggedRun, options: DiffOptions = {}): Promise<RunsDiff> {
  const slots = sharedSlots(a.world, b.world).filter(({ path }) => path !== 'Clock.tick')
  const ticks = Math.min(a.scenario.epochs, b.scenario.epochs) * a.scenario.stepsPerEpoch
  const before = firstDifference(a, b, slots)
  if (before) return { ticks: 0, first: { ...before, tick: null, epoch: null, system: null } }
  let same = Math.max(0, a.tick + 1)
  while (options.signal?.aborted !== true) {
    const [isOne, isOther] = [a.next(), b.next()]
    if (!isOne && !isOther) break
    const tick = Math.min(
      isOne ? a.tick : Number.POSITIVE_INFINITY,
      isOther ? b.tick : Number.POSITIVE_INFINITY,
    )
    const difference =
      a.tick === b.tick && isOne === isOther ? tickDifference(a, b, slots) : onlyOne(a, b, tick)
    if (difference) {
      const epoch = Math.floor(tick / a.scenario.stepsPerEpoch)
      return { ticks: tick, first: { ...difference, tick, epoch, system: null } }
    }
    same = tick + 1
    const pause = options.onTick?.(same, ticks)
    if (pause) await pause
  }
  return { ticks: same, first: undefined }
}

type Found = Omit<Parting, 'tick' | 'epoch' | 'system'>

function tickDifference(
  a: LoggedRun,
  b: LoggedRun,
  slots: ReturnType<typeof sharedSlots>,
): Found | undefined {
  return firstDifference(a, b, slots) ?? eventDifference(a, b)
}

function eventDifference(a: LoggedRun, b: LoggedRun): Found | undefined {
  const [one, other] = [a.journal(), b.journal()]
  for (let place = 0; place < Math.max(one.length, other.length); place++) {
    const [left, right] = [one[place], other[place]]
    if (isSame(left, right)) continue
    const event = (left ?? right) as JournalEvent
    const isAgent = event.agent < (a.world.clock.agentCount[0] as number)
    return {
      column: `event ${EVENTS[event.code] ?? event.code}`,
      row: place,
      agent: isAgent ? bindAgentNames(a)(event.agent) : null,
      a: left?.value ?? null,
      b: right?.value ?? null,
    }
  }
  return undefined
}

const isSame = (one: JournalEvent | undefined, other: JournalEvent | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  one.code === other.code &&
  one.agent === other.agent &&
  one.other === other.other &&
  Object.is(one.value, other.value)

/** Something happened in one run, and nothing at all in the other. */
function onlyOne(a: LoggedRun, b: LoggedRun, tick: number): Found {
  const count = (run: LoggedRun) => (run.tick === tick ? run.rowsOfTick : 0)
  return { column: 'interactions of the tick', row: 0, agent: null, a: count(a), b: count(b) }
}
