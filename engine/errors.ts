/** What a person got wrong: it says where, what came, what was expected and, where one is near, the likely meaning. */
export class UserError extends Error {
  /** Those of a further instance of the kernels count too. */
  static override [Symbol.hasInstance](thrown: unknown): boolean {
    return thrown instanceof Error && thrown.name === 'UserError'
  }

  override readonly name = 'UserError'
  /** Path of the value at fault, for example `governance.audit_probability`; empty when there is none. */
  readonly path: string

  constructor(path: string, problem: string, options: { hint?: string | undefined; cause?: unknown } = {}) {
    const place = path === '' ? '' : `${path}: `
    const hint = options.hint === undefined ? '' : ` (${options.hint})`
    super(`${place}${problem}${hint}`, options.cause === undefined ? {} : { cause: options.cause })
    this.path = path
  }
}

/** Where a run was when something of ours, or of a plugin, broke. */
export interface RunPlace {
  readonly seed: string
  readonly tick: number
  readonly system: string
  /** Agent row that was being decided, when one was. */
  readonly agent?: number | undefined
}

/** A fault of this engine or of a plugin's code: it carries what is needed to reproduce it. */
export class InternalError extends Error {
  static override [Symbol.hasInstance](thrown: unknown): boolean {
    return thrown instanceof Error && thrown.name === 'InternalError'
  }

  override readonly name = 'InternalError'
  /** What broke, without the place. */
  readonly problem: string
  readonly place: RunPlace

  constructor(problem: string, place: RunPlace, cause?: unknown) {
    const agent = place.agent === undefined ? '' : `, agent ${place.agent}`
    super(
      `${problem} [system ${place.system}, tick ${place.tick}${agent}, seed ${place.seed}]`,
      cause === undefined ? {} : { cause },
    )
    this.problem = problem
    this.place = place
  }
}

/** The message of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
