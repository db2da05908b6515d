import { isObject } from '../../engine/shape.ts'
import { MANIFEST_FORMAT } from '../../outputs/manifest-format.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'
import { VERSION } from '../../simulation/version.ts'
import type { LeverMove, OpenOrder } from '../protocol/host.ts'
import { HostProblem } from '../protocol/problem.ts'

/** A run as its manifest keeps it: what is opened is the scenario, run again. */
export interface RecordedRun {
  readonly order: OpenOrder
  /** What the run ended with; the same ticks must lead to the same digest in the same version. */
  readonly digest: string
  readonly ticks: number
  readonly warnings: readonly string[]
}

/**
 * Reads the `manifest.json` that a run has left.
 * @throws HostProblem when the text is no manifest of this program
 */
export function openOrderOf(manifestText: string, name = 'manifest.json'): RecordedRun {
  const manifest = parse(manifestText)
  if (!isObject(manifest) || manifest['format'] !== MANIFEST_FORMAT) {
    throw new HostProblem({
      message: `${name} is not the manifest of a run: expected format ${MANIFEST_FORMAT}`,
    })
  }
  const { scenario, version, digest, ticks, moves = [] } = manifest
  if (!isObject(scenario)) {
    throw new HostProblem({ message: `${name} holds no scenario, expected one under scenario` })
  }
  const { id } = scenario
  return {
    order: {
      name: typeof id === 'string' ? id : name,
      scenario: scenario as ScenarioInput,
      // Levers that were moved by hand: the scenario does not know of them.
      ...(Array.isArray(moves) && moves.length > 0
        ? { moves: moves.map((move: Omit<LeverMove, 'side'>): LeverMove => ({ ...move, side: 'a' })) }
        : {}),
    },
    digest: String(digest),
    ticks: Number(ticks),
    warnings:
      version === VERSION
        ? []
        : [
            `recorded with version ${String(version)}, shown with ${VERSION}: results may differ, since digests are equal within one version only`,
          ],
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw new HostProblem({ message: 'the manifest is no JSON', line: 1, column: 1 }, thrown)
  }
}
