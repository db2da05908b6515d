import { display } from '../engine/config.ts'
import { UserError } from '../engine/errors.ts'
import { refuseUnknown, requireList, requireObject, requireText } from '../engine/shape.ts'

const PARTS = [
  'id',
  'description',
  'motif',
  'profile',
  'seed',
  'epochs',
  'stepsPerEpoch',
  'agents',
  'parameters',
  'edges',
  'interventions',
  'successCriteria',
  'warnings',
] as const
const GROUP = "such as { type: 'honest', count: 10 }"
const INTERVENTION = "such as { epoch: 3, set: { 'governance.audit_enabled': true } }"

/**
 * Refuses a scenario whose parts are not of the kind that they should be, before anyone looks into them: from plain
 * JavaScript `agents: 3` comes without a compiler having seen it. What is in the parts is checked by those who use it.
 * @throws UserError
 */
export function checkScenarioShape(input: unknown): void {
  requireObject('scenario', input, `an object, such as { agents: [{ type: 'honest', count: 10 }] }`)
  refuseUnknown('', input, PARTS, 'no such part of a scenario')
  for (const part of ['id', 'description', 'motif'] as const) {
    if (input[part] !== undefined) requireText(part, input[part])
  }
  const { seed, parameters = {}, agents = [], edges = [], interventions = [], successCriteria = {} } = input
  if (seed !== undefined && typeof seed !== 'string' && typeof seed !== 'number') {
    throw new UserError('seed', `got ${display(seed)}, expected text or a number`)
  }
  requireObject('parameters', parameters, "values by path, such as { 'governance.audit_enabled': true }")
  requireObject('successCriteria', successCriteria, 'bounds by criterion, such as { max_toxicity: 0.3 }')
  requireList('agents', agents, `a list of groups, ${GROUP}`)
  agents.forEach((group, index) => {
    checkGroup(`agents[${index}]`, group)
  })
  requireList('edges', edges, 'a list of pairs of agent rows, such as [0, 1]')
  edges.forEach((edge, index) => {
    if (Array.isArray(edge) && edge.length === 2 && edge.every((row) => typeof row === 'number')) return
    throw new UserError(`edges[${index}]`, `got ${display(edge)}, expected two agent rows, such as [0, 1]`)
  })
  requireList('interventions', interventions, `a list, each ${INTERVENTION}`)
  interventions.forEach((intervention, index) => {
    const path = `interventions[${index}]`
    requireObject(path, intervention, `an object, ${INTERVENTION}`)
    refuseUnknown(`${path}.`, intervention, ['epoch', 'set'], 'no such part of an intervention')
    requireObject(`${path}.set`, intervention['set'], 'values by path')
  })
}

function checkGroup(path: string, group: unknown): void {
  requireObject(path, group, `a group of agents, ${GROUP}`)
  refuseUnknown(`${path}.`, group, ['type', 'count', 'config', 'initial'], 'no such part of a group')
  const { config = {}, initial = {} } = group
  requireObject(`${path}.config`, config, 'parameters of the policy by name')
  requireObject(`${path}.initial`, initial, 'where the agents start, such as { resources: 50 }')
}
