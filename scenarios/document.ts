import type { AGENT_TYPES } from '../components/codes.ts'
import type {
  auditParameters,
  governanceParameters,
  stakingParameters,
  taxParameters,
} from '../components/parameters/governance.ts'
import type {
  acceptanceParameters,
  decayParameters,
  modelParameters,
  payoffParameters,
  scoringParameters,
  signalParameters,
  weightParameters,
} from '../components/parameters/model.ts'
import type {
  adaptiveParameters,
  boundaryParameters,
  feedParameters,
  journalParameters,
  memoryParameters,
  metricParameters,
  networkParameters,
  observationParameters,
  partnerParameters,
  policyParameters,
  proposalParameters,
  randomParameters,
  rateLimitParameters,
  scheduleParameters,
} from '../components/parameters/society.ts'
import type { ChoiceParameter, FlagParameter, Parameter, ParameterGroup, Profile } from '../engine/config.ts'
import type {
  auctionParameters,
  computeParameters,
  secondPriceParameters,
  shadingParameters,
  spreadParameters,
  tatonnementParameters,
  toolParameters,
} from '../mechanisms/auction/parameters.ts'
import type {
  borderParameters,
  contentParameters,
  detectorParameters,
  externalParameters,
  outsideParameters,
  policyParameters as policiesAtBorder,
} from '../mechanisms/border/parameters.ts'
import type { collusionParameters, leverParameters } from '../mechanisms/collusion/parameters.ts'
import type { dealerParameters } from '../mechanisms/dealer/parameters.ts'
import type { identityParameters } from '../mechanisms/identity/parameters.ts'
import type {
  controlParameters,
  forecastParameters,
  incoherenceParameters,
} from '../mechanisms/incoherence/parameters.ts'
import type { insidersParameters } from '../mechanisms/insiders/parameters.ts'
import type { lemonsParameters } from '../mechanisms/lemons/parameters.ts'
import type { marketplaceParameters } from '../mechanisms/marketplace/parameters.ts'
import type { microstructureParameters } from '../mechanisms/microstructure/index.ts'
import type {
  effortParameters,
  foundParameters,
  goalWeightParameters,
  joinParameters,
  missionParameters,
  targetParameters,
} from '../mechanisms/missions/parameters.ts'
import type { MARKETS } from '../mechanisms/negotiation/codes.ts'
import type {
  marketParameters,
  negotiationParameters,
  newsParameters,
  panicParameters,
  surveillanceParameters,
  tradingParameters,
  typeParameters,
} from '../mechanisms/negotiation/parameters.ts'
import type { redteamParameters } from '../mechanisms/redteam/parameters.ts'
import type { securityParameters } from '../mechanisms/security/parameters.ts'
import type { sybilParameters } from '../mechanisms/sybil/parameters.ts'
import type { turnoverParameters } from '../mechanisms/turnover/parameters.ts'
import type { votesParameters } from '../mechanisms/votes/index.ts'
import type { AgentGroup, Intervention } from '../simulation/scenario.ts'
import type { Trait } from '../simulation/traits.ts'
import type { simulationParameters } from './sections.ts'

type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${SnakeCase<Tail>}`
  : S

type ValueOf<P extends Parameter> =
  P extends ChoiceParameter<infer Choice> ? Choice : P extends FlagParameter ? boolean : number | null

type Section<G extends ParameterGroup> = {
  readonly [Name in keyof G['parameters'] & string as SnakeCase<Name>]?: ValueOf<G['parameters'][Name]>
}

type NetworkShape = Omit<Section<typeof networkParameters>, 'enabled' | 'topology'>

/**
 * A scenario as its file says it, in snake_case: the object that a YAML file holds. Keys and values come from the
 * parameter declarations, so that a slip shows in the editor.
 */
export interface ScenarioDocument extends Section<typeof modelParameters> {
  readonly scenario_id?: string
  readonly description?: string
  readonly motif?: string
  readonly profile?: Profile
  /** A group's type defaults to honest and its count to 1. */
  readonly agents?: readonly (Partial<Pick<AgentGroup, 'type' | 'count' | 'initial'>> & {
    readonly config?: Readonly<Record<string, Trait>>
  })[]
  readonly simulation?: Section<typeof simulationParameters> & { readonly seed?: string | number | null }
  readonly scoring?: Section<typeof scoringParameters> & {
    readonly weights?: Section<typeof weightParameters>
    readonly decays?: Section<typeof decayParameters>
  }
  readonly signals?: Section<typeof signalParameters>
  readonly payoff?: Section<typeof payoffParameters>
  readonly acceptance?: Section<typeof acceptanceParameters>
  readonly governance?: Section<typeof governanceParameters> &
    Section<typeof leverParameters> &
    Section<typeof controlParameters> & {
      readonly transaction_tax?: number
      readonly reputation_decay?: number
    }
  readonly tax?: Section<typeof taxParameters>
  readonly staking?: Section<typeof stakingParameters>
  readonly audit?: Section<typeof auditParameters>
  readonly schedule?: Section<typeof scheduleParameters>
  readonly proposals?: Section<typeof proposalParameters>
  readonly partners?: Section<typeof partnerParameters>
  readonly observation?: Section<typeof observationParameters>
  readonly policy?: Section<typeof policyParameters>
  readonly adaptive?: Section<typeof adaptiveParameters>
  readonly memory?: Section<typeof memoryParameters>
  readonly rate_limits?: Section<typeof rateLimitParameters>
  readonly feed?: Section<typeof feedParameters>
  readonly network?: Section<typeof networkParameters> & {
    /** The same keys once more; these win. */
    readonly params?: NetworkShape & { readonly k?: number; readonly p?: number; readonly m?: number }
    /** Pairs of agent rows, for topology custom. */
    readonly edges?: readonly (readonly [number, number])[]
  }
  readonly collusion?: Section<typeof collusionParameters>
  readonly boundary?: Section<typeof boundaryParameters>
  readonly metrics?: Section<typeof metricParameters>
  readonly journal?: Section<typeof journalParameters>
  readonly random?: Section<typeof randomParameters>
  readonly dealer?: Section<typeof dealerParameters>
  readonly insiders?: Section<typeof insidersParameters>
  readonly lemons?: Section<typeof lemonsParameters>
  readonly marketplace?: Section<typeof marketplaceParameters>
  readonly microstructure?: Section<typeof microstructureParameters>
  readonly missions?: Section<typeof missionParameters> & {
    readonly targets?: Section<typeof targetParameters>
    readonly weights?: Section<typeof goalWeightParameters>
    readonly found?: Section<typeof foundParameters>
    readonly join?: Section<typeof joinParameters>
    readonly effort?: Section<typeof effortParameters>
  }
  readonly identity?: Section<typeof identityParameters>
  readonly incoherence?: Section<typeof incoherenceParameters> & {
    readonly forecast?: Section<typeof forecastParameters>
  }
  readonly redteam?: Section<typeof redteamParameters>
  readonly security?: Section<typeof securityParameters>
  readonly sybil?: Section<typeof sybilParameters>
  readonly turnover?: Section<typeof turnoverParameters>
  readonly votes?: Section<typeof votesParameters>
  readonly auction?: Section<typeof auctionParameters> & {
    readonly compute?: Section<typeof computeParameters>
    readonly tools?: Section<typeof toolParameters>
    readonly spread?: Section<typeof spreadParameters>
    readonly shading?: Section<typeof shadingParameters>
    readonly second_price?: Section<typeof secondPriceParameters>
    readonly tatonnement?: Section<typeof tatonnementParameters>
  }
  readonly border?: Section<typeof borderParameters> & {
    readonly policies?: Section<typeof policiesAtBorder>
    readonly detector?: Section<typeof detectorParameters>
    readonly content?: Section<typeof contentParameters>
    readonly outside?: Section<typeof outsideParameters>
    readonly external?: Readonly<Record<string, Section<(typeof externalParameters)[number]>>>
  }
  readonly negotiation?: Section<typeof negotiationParameters> & {
    readonly news?: Section<typeof newsParameters>
    readonly panic?: Section<typeof panicParameters>
    readonly trading?: Section<typeof tradingParameters>
    readonly surveillance?: Section<typeof surveillanceParameters>
  } & {
    readonly [Market in (typeof MARKETS)[number]]?: Section<(typeof marketParameters)[number]>
  } & {
    readonly [Type in (typeof AGENT_TYPES)[number]]?: Section<(typeof typeParameters)[number]>
  }
  readonly interventions?: readonly Intervention[]
  readonly success_criteria?: Readonly<Record<string, number>>
  readonly outputs?: { readonly event_log?: string | null; readonly metrics_csv?: string | null }
}
