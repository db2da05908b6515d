import { Kind } from '../components/agent.ts'
import { Answer, Status } from '../components/codes.ts'
import { Custody } from '../components/custody.ts'
import { Parties, Score, Signals, Verdict } from '../components/interaction.ts'
import { bindScorer } from '../components/lookup/scorer.ts'
import { acceptanceParameters } from '../components/parameters/model.ts'
import { defineStream } from '../engine/random.ts'
import { defineSystem } from '../engine/schedule.ts'
import { declinedEngagement } from '../formulas/observables.ts'

export const CONSENT_STREAM = defineStream('consent')

const MODES = acceptanceParameters.parameters.mode.choices
const POLICY = MODES.indexOf('policy')
const THRESHOLD = MODES.indexOf('threshold')

/**
 * Consent of the counterparty, then the gate p ≥ p̄ on the score as if accepted; a declined interaction loses its
 * engagement and is scored again. Reads Parties, Kind, Custody and what policies see. Writes Verdict, Signals, Score.
 * Whitepaper §3. Draws are keyed by the interaction, so pbar moves no draw.
 */
export const acceptanceSystem = defineSystem({
  name: 'acceptance',
  phase: 'acceptance',
  every: 'interaction',
  spread: 'chunks',
  calls: 'consents',
  reads: [Parties, Kind, Custody],
  writes: [Verdict, Signals, Score],
  doc: 'Asks the counterparty and applies the threshold.',
  bind(access) {
    const { initiator, counterparty, key, answer } = access.get(Parties)
    const { policy } = access.get(Kind)
    const { reasons } = access.get(Custody)
    const { engagement } = access.get(Signals)
    const { p } = access.get(Score)
    const { status, asked } = access.get(Verdict)
    const { mode, threshold } = access.parameters(acceptanceParameters)
    const { agentCount } = access.clock
    const scorer = bindScorer(access)
    const draws = access.source(CONSENT_STREAM)
    const consentRules = access.registry.rules.map(({ consents }) => consents)
    const { cursor } = access
    return (first, end) => {
      const asks = mode[0] !== THRESHOLD
      const gates = mode[0] !== POLICY
      scorer.prepare()
      for (let row = first; row < end; row++) {
        const responder = counterparty[row]
        asked[row] = 0
        if (answer[row] === Answer.expired) {
          status[row] = Status.expired
          continue
        }
        const isOpen = answer[row] === Answer.toBeAsked
        // An answer given in a turn was a deal by then: a freeze between the proposal and the answer does not undo it.
        const held = isOpen && (reasons[responder] !== 0 || reasons[initiator[row]] !== 0)
        if (responder >= agentCount[0] || held) {
          status[row] = Status.void
          continue
        }
        let consents = true
        if (asks && isOpen) {
          cursor.agent = responder
          draws.begin(key[row])
          consents = consentRules[policy[responder]](row, draws)
          asked[row] = 1
        } else if (asks) consents = answer[row] === Answer.accepted
        if (consents) {
          status[row] = gates && p[row] < threshold[0] ? Status.gated : Status.accepted
          continue
        }
        status[row] = Status.declined
        engagement[row] = declinedEngagement(engagement[row])
        scorer.score(row, row + 1)
      }
      cursor.agent = -1
    }
  },
})
