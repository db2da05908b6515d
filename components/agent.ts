import { defineComponent, u8, u16, u32 } from '../engine/columns.ts'

/** What an agent is. Hidden from the others, unless `observation.type_visible` says otherwise. */
export const Kind = defineComponent('Kind', {
  type: u8({
    unit: 'code',
    sight: 'hidden',
    doc: 'Model type: position in AGENT_TYPES, 255 for a type of a plugin.',
  }),
  policy: u8({
    unit: 'code',
    sight: 'hidden',
    doc: 'Policy: position in the list of policies sorted by name.',
  }),
  slot: u32({ unit: 'rows', sight: 'own', doc: "Row in the policy's own table." }),
})

/** Groups that know one another from the start: members of one ring are allies. */
export const Allegiance = defineComponent('Allegiance', {
  ring: u32({ unit: 'code', sight: 'own', doc: 'Number of the ring, 0 for none.' }),
})

/** Whether the agent may act in this tick: not held, and every lever agrees. */
export const Turn = defineComponent('Turn', {
  mayAct: u8({ unit: 'flag', range: [0, 1], sight: 'own', doc: 'May act in this tick.' }),
})

/** Actions used up; a counter rises only by an action that succeeded. */
export const Usage = defineComponent('Usage', {
  posts: u16({ unit: 'count', sight: 'own', doc: 'Posts in this epoch.' }),
  votes: u16({ unit: 'count', sight: 'own', doc: 'Votes in this epoch.' }),
  interactions: u8({ unit: 'count', sight: 'own', doc: 'Proposals in this tick.' }),
})
