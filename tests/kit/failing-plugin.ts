import { Turn } from '../../components/agent.ts'
import { definePlugin } from '../../engine/plugin.ts'
import { defineSystem } from '../../engine/schedule.ts'

/** Agent that the failing system fails on, in the second chunk: with two threads the other one owns it. */
export const FAILING_AGENT = 1500
export const FAILING_TICK = 3

const failing = defineSystem({
  name: 'failing',
  phase: 'tick-end',
  every: 'agent',
  spread: 'chunks',
  reads: [Turn],
  writes: [],
  doc: 'Fails on one agent in one tick.',
  bindRow({ clock }) {
    return (agent) => {
      if (agent === FAILING_AGENT && clock.tick[0] === FAILING_TICK) throw new Error('out of luck')
    }
  },
})

export const failingPlugin = definePlugin('failing', [], (app) => app.systems(failing))

/** What other threads load. */
export const plugins = [failingPlugin]
