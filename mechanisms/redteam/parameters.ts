import { defineParameters, flag } from '../../engine/config.ts'

/** Section `redteam` of a scenario. */
export const redteamParameters = defineParameters('redteam', {
  enabled: flag({
    default: false,
    live: false,
    doc: 'Whether there are attackers of the red team’s library, and a trace of what they do.',
  }),
})
