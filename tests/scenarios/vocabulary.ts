import { coreParameters } from '../../components/parameters/index.ts'
import { defineParameters, number, parametersByPath } from '../../engine/config.ts'
import { definePolicy, type Policy } from '../../engine/policy.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import type { Vocabulary } from '../../simulation/scenario.ts'

const share = number({ unit: 'probability', range: [0, 1], default: 0.5, doc: 'A trait.' })

/** A policy that does nothing, for reading scenarios that name it. */
function idle(key: string, type: number, traits: readonly string[]): Policy {
  return definePolicy({
    name: key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    key,
    doc: 'Does nothing.',
    type,
    parameters: defineParameters('', Object.fromEntries(traits.map((trait) => [trait, share]))),
    remembers: false,
    own: [],
    others: [],
    writes: [],
    bind: () => ({ act: () => undefined, consents: () => false }),
  })
}

const policies = [
  idle('honest', 0, ['acceptanceThreshold', 'interactProbability', 'trustWeight']),
  idle('opportunistic', 1, ['riskTolerance']),
  idle('deceptive', 2, ['facadeProbability']),
  idle('adversarial', 3, ['attackProbability']),
  idle('adaptive_adversary', 3, ['explorationRate']),
]

/** The parameters of the core and the mechanisms, and idle policies by the core's keys. */
export const vocabulary: Vocabulary = {
  parameters: parametersByPath([...coreParameters, ...mechanisms.flatMap((plugin) => plugin.parameters)]),
  policies: new Map(policies.map((policy) => [policy.key, policy])),
}
