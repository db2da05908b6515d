const later = (what: string) => `${what} is not part of this version`

/** Keys that files of the Python peer hold, or that belong elsewhere here, and what to do about them. */
const ADVICE: readonly (readonly [where: RegExp, hint: string])[] = [
  [/^simulation\.epochs$/, 'use simulation.n_epochs'],
  [/^simulation\.steps$/, 'use simulation.steps_per_epoch'],
  [/^(simulation\.)?schedule_mode$/, 'use schedule.mode'],
  [/^(simulation\.)?max_actions_per_step$/, 'use schedule.max_actions_per_step'],
  [/^(n_epochs|steps_per_epoch|seed)$/, 'it belongs under simulation'],
  [/^payoff\.sigmoid_k$/, 'use scoring.sigmoid_k'],
  [/^governance\.enable_audits$/, 'use governance.audit_enabled'],
  [/^governance\.enable_circuit_breaker$/, 'use governance.circuit_breaker_enabled'],
  [
    /^governance\.toxicity_threshold$/,
    'use governance.freeze_threshold_toxicity, or success_criteria.toxicity_threshold',
  ],
  [/^governance\.sybil_/, later('Sybil detection')],
  [/^governance\.security_/, later('the security lever')],
  [/^(sybil|security)(_|\.|$)/, later('this detection')],
  [/^composite_tasks/, later('the task market')],
  [/^boundaries(\.|$)/, 'the sandbox boundary of this version is the section boundary'],
  [/^environment(\.|$)/, 'there is no such section; put prose into description'],
  [/^metrics_to_track(\.|$)/, 'every metric is always measured'],
  [/^marketplace\./, later('the marketplace')],
  [/^outputs\./, 'choose outputs with --out and --record'],
  [/^agents\[\]\.(role|capabilities)$/, 'agents differ by type, config and initial'],
  [/^agents\[\]\.llm$/, 'agents that ask a language model need type llm, which this version refuses'],
]

/** What to do about a key that is no part of a scenario but that people have reason to write, by its path. */
export function adviceOnKey(path: string): string | undefined {
  const place = path.replace(/\[\d+\]/g, '[]')
  return ADVICE.find(([where]) => where.test(place))?.[1]
}
