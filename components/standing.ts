import { defineComponent, f64 } from '../engine/columns.ts'

export const Standing = defineComponent('Standing', {
  reputation: f64({
    unit: 'score',
    sight: 'public',
    doc: 'Unbounded running score; clipped to [-1, 1] only where signals are made.',
  }),
})
