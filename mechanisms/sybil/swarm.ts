import { Kind } from '../../components/agent.ts'
import { CustodyReason } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { bindSpawnRequest } from '../../components/lookup/spawning.ts'
import { Origin, SpawnRequest, SpawnTotals } from '../../components/spawning.ts'
import { NOBODY } from '../../engine/journal.ts'
import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { SwarmMember, SybilOperatorState } from './columns.ts'
import { sybilParameters, TARGETS_MAX } from './parameters.ts'

export const SWARM_STREAM = defineStream('sybil-swarm')

/** Draws after which an operator goes without a target rather than look on. */
const TRIES_MAX = 32

export const OPERATOR = 'sybilOperator'
export const SYBIL = 'sybil'

/** Code of a policy by its name, -1 when it is not there. */
const codeOf = (access: SystemAccess, wanted: string): number =>
  access.registry.policies.findIndex(({ name }) => name === wanted)

/**
 * Says who runs whom, and lets operators fill up their targets, as an epoch begins. Sybils that nobody made, those of
 * the start, are dealt out to the operators in turn. Reads Kind, Custody, Origin. Writes SybilOperator, SwarmMember.
 */
export const sybilSwarmSystem = defineSystem({
  name: 'sybil-swarm',
  phase: 'epoch-start',
  every: 'epoch-start',
  after: ['renewal'],
  reads: [Kind, Custody, Origin],
  writes: [SybilOperatorState, SwarmMember],
  doc: 'Lets operators count their Sybils and choose whom these work on.',
  bind(access) {
    const { policy, slot } = access.get(Kind)
    const { reasons } = access.get(Custody)
    const { sponsor } = access.get(Origin)
    const { operator } = access.get(SwarmMember)
    const { sybils } = access.get(SybilOperatorState)
    const [operatorCode, sybilCode] = [codeOf(access, OPERATOR), codeOf(access, SYBIL)]
    const chooseTargets = bindTargets(access)
    const operators = new Uint32Array(sybils.length)
    return (_first, end) => {
      let count = 0
      sybils.fill(0)
      for (let agent = 0; agent < end; agent++) {
        operator[agent] = 0
        if (policy[agent] === operatorCode) operators[count++] = agent
      }
      if (count === 0) return
      for (let agent = 0; agent < end; agent++) {
        if (policy[agent] !== sybilCode) continue
        const runner = sponsor[agent] === NOBODY ? operators[slot[agent] % count] : sponsor[agent]
        operator[agent] = runner + 1
        operator[runner] = runner + 1
        if ((reasons[agent] & CustodyReason.departed) === 0) sybils[slot[runner]]++
      }
      for (let place = 0; place < count; place++) chooseTargets(operators[place])
    }
  },
})

/** Keeps targets that are still there and draws others for the rest, none twice and none of the own swarm. */
function bindTargets(access: SystemAccess): (operator: number) => void {
  const { slot } = access.get(Kind)
  const { reasons } = access.get(Custody)
  const { operator: runs } = access.get(SwarmMember)
  const { targets } = access.get(SybilOperatorState)
  const { targets: wanted } = access.parameters(sybilParameters)
  const { agentCount } = access.clock
  const draws = access.source(SWARM_STREAM)
  return (operator) => {
    const first = slot[operator] * TARGETS_MAX
    const end = first + Math.min(wanted[0], TARGETS_MAX)
    const isFit = (agent: number): boolean => {
      if (agent === operator || runs[agent] === operator + 1) return false
      if ((reasons[agent] & CustodyReason.departed) !== 0) return false
      for (let place = first; place < end; place++) if (targets[place] === agent + 1) return false
      return true
    }
    draws.begin(operator)
    for (let place = first; place < first + TARGETS_MAX; place++) {
      const held = targets[place]
      targets[place] = 0
      if (place >= end) continue
      if (held !== 0 && isFit(held - 1)) {
        targets[place] = held
        continue
      }
      for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
        const agent = Math.floor(draws.next()[0] * agentCount[0])
        if (!isFit(agent)) continue
        targets[place] = agent + 1
        break
      }
    }
  }
}

/**
 * Operators that nothing holds ask for further Sybils as an epoch ends. Reads Kind, Custody, SybilOperator. Writes
 * SpawnRequest, SpawnTotals.
 */
export const sybilSpawnSystem = defineSystem({
  name: 'sybil-spawn',
  phase: 'epoch-end',
  every: 'epoch-end',
  reads: [Kind, Custody, SybilOperatorState],
  writes: [SpawnRequest, SpawnTotals],
  doc: 'Lets operators ask for Sybils.',
  bind(access) {
    const { policy, slot } = access.get(Kind)
    const { reasons } = access.get(Custody)
    const { sybils } = access.get(SybilOperatorState)
    const { swarmSize, spawnedPerEpoch } = access.parameters(sybilParameters)
    const [operatorCode, sybilCode] = [codeOf(access, OPERATOR), codeOf(access, SYBIL)]
    const request = bindSpawnRequest(access)
    return (_first, end) => {
      for (let agent = 0; agent < end; agent++) {
        if (policy[agent] !== operatorCode || reasons[agent] !== 0) continue
        const wanted = Math.min(spawnedPerEpoch[0], swarmSize[0] - sybils[slot[agent]])
        for (let each = 0; each < wanted; each++) request(sybilCode, agent)
      }
    }
  },
})
