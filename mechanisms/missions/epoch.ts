import { Kind } from '../../components/agent.ts'
import { AGENT_TYPES } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { metricParameters } from '../../components/parameters/society.ts'
import { Treasury } from '../../components/stake.ts'
import { NOBODY } from '../../engine/journal.ts'
import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { MissionStatus } from '../../formulas/missions.ts'
import { Mission, MissionCounts, MissionTotals, MissionWill } from './columns.ts'
import { bindFounding, byTypeOf, FOUNDING_COLUMNS, type Founding } from './founding.ts'
import { bindWill } from './learning.ts'
import { foundParameters, JUDGED_EARLY, missionParameters } from './parameters.ts'
import { bindSettling, SETTLING_COLUMNS, SETTLING_READS } from './settling.ts'

export const FOUND_STREAM = defineStream('mission-founding')
export const JOIN_STREAM = defineStream('mission-joining')

/**
 * Ends what is over as an epoch begins: missions are judged by what was contributed until now, those that succeeded are paid,
 * those past their deadline fail or expire. Rewards, refunds and reputation are asked for in LeverEffect, so that other
 * levers need no order. Reads Kind, MissionGoal. Writes LeverEffect and missions. Whitepaper §5, §6.
 */
export const missionsClosingSystem = defineSystem({
  name: 'missions-closing',
  phase: 'epoch-levers',
  every: 'epoch-start',
  before: ['lever-merge'],
  reads: [...SETTLING_READS],
  writes: [...SETTLING_COLUMNS],
  doc: 'Judges missions, divides rewards and gives back what was not earned.',
  bind(access) {
    const { used } = access.get(MissionTotals)
    const { deadline } = access.get(Mission)
    const { judged } = access.parameters(missionParameters)
    const { epoch } = access.clock
    const settling = bindSettling(access)
    const closeCounts = bindCounts(access)
    return () => {
      closeCounts()
      for (let mission = 0; mission < used[0]; mission++) {
        if (settling.expire(mission)) continue
        if (judged[0] !== JUDGED_EARLY && epoch[0] < deadline[mission]) continue
        if (settling.evaluate(mission) === MissionStatus.succeeded) settling.distribute(mission)
      }
    }
  },
})

/** Moves the counts of the epoch before to those of the run, unless it belongs to the warm-up, and starts them afresh. */
function bindCounts(access: SystemAccess): () => void {
  const columns = Object.values(access.get(MissionCounts)) as (Uint32Array | Float64Array)[]
  const { epoch: counted } = access.get(MissionTotals)
  const { warmUpEpochs } = access.parameters(metricParameters)
  const { epoch } = access.clock
  return () => {
    for (let i = 0; i < columns.length; i++) {
      if (counted[0] >= warmUpEpochs[0]) columns[i][1] += columns[i][0]
      columns[i][0] = 0
    }
    counted[0] = epoch[0]
  }
}

/**
 * Agents propose missions and join them as an epoch begins, by type and by what they have learned, in row order or, as a
 * draw for the epoch has it, in reverse. Money of the treasury that came back is its own again first. Reads Kind, Custody,
 * MissionWill. Writes Stake, Treasury and missions. Whitepaper §5, §6.
 */
export const missionsOpeningSystem = defineSystem({
  name: 'missions-opening',
  phase: 'epoch-levers',
  every: 'epoch-start',
  after: ['lever-merge', 'missions-closing', 'dealer-opening?', 'insiders-opening?'],
  reads: [Kind, Custody, MissionWill],
  writes: [...FOUNDING_COLUMNS],
  doc: 'Lets agents propose and join missions.',
  bind(access) {
    const { balance, collected } = access.get(Treasury)
    const { returning } = access.get(MissionTotals)
    const founding = bindFounding(access)
    const found = bindFounders(access, founding)
    const join = bindJoiners(access, founding)
    const draws = access.source(FOUND_STREAM)
    return (first, end) => {
      balance[0] += returning[0]
      collected[0] += returning[0]
      returning[0] = 0
      draws.begin(NOBODY)
      const isForward = draws.next()[0] < 0.5
      for (let place = first; place < end; place++) found(isForward ? place : end - 1 - (place - first))
      join.look()
      for (let place = first; place < end; place++) join.ask(isForward ? place : end - 1 - (place - first))
    }
  },
})

function bindFounders(access: SystemAccess, founding: Founding): (agent: number) => void {
  const { type } = access.get(Kind)
  const { reasons } = access.get(Custody)
  const { rewardPool, durationEpochs } = access.parameters(missionParameters)
  const chances = byTypeOf(access.parameters(foundParameters))
  const draws = access.source(FOUND_STREAM)
  const { epoch } = access.clock
  return (agent) => {
    if (reasons[agent] !== 0) return
    draws.begin(agent)
    if (draws.next()[0] >= chances[Math.min(type[agent], AGENT_TYPES.length)][0]) return
    founding.propose(agent, rewardPool[0], epoch[0] + durationEpochs[0])
  }
}

interface Joiners {
  /** Lists the missions that can be joined. */
  look(): void
  /** Lets an agent join one, the better one of two that it looks at. */
  ask(agent: number): void
}

function bindJoiners(access: SystemAccess, founding: Founding): Joiners {
  const { reasons } = access.get(Custody)
  const { status, members, pool } = access.get(Mission)
  const { used } = access.get(MissionTotals)
  const { maxParticipants } = access.parameters(missionParameters)
  const will = bindWill(access)
  const draws = access.source(JOIN_STREAM)
  const open = new Uint32Array(status.length)
  let length = 0
  const better = (a: number, b: number): boolean =>
    pool[open[a]] * (members[open[b]] + 1) >= pool[open[b]] * (members[open[a]] + 1)
  return {
    look() {
      length = 0
      for (let mission = 0; mission < used[0]; mission++) {
        const takes = status[mission] === MissionStatus.proposed || status[mission] === MissionStatus.active
        if (takes && members[mission] < maxParticipants[0]) open[length++] = mission
      }
    },
    ask(agent) {
      if (length === 0 || reasons[agent] !== 0) return
      draws.begin(agent)
      if (draws.next()[0] >= will(agent)) return
      const one = Math.floor(draws.next()[0] * length)
      const other = Math.floor(draws.next()[0] * length)
      const place = better(one, other) ? one : other
      const mission = open[place]
      founding.join(agent, mission)
      if (members[mission] < maxParticipants[0]) return
      length--
      open[place] = open[length]
    },
  }
}
