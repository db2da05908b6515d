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
  [/^(governance\.)?sybil(_|\.|$)/, 'Sybil detection is the mechanism of section sybil'],
  [/^governance\.security_contagion_velocity$/, 'use security.contagion_velocity, in cases per tick'],
  [
    /^governance\.security_clear_history_on_epoch$/,
    'threats fade by security.decay; nothing keeps a history',
  ],
  [/^governance\.security_/, 'the security lever is a mechanism with a section security of its own'],
  [/^security$/, 'the security lever is a mechanism: hand its plugin over (patchwork-ecs/mechanisms)'],
  [/^turnover$/, 'turnover is a mechanism: hand its plugin over (patchwork-ecs/mechanisms)'],
  [/^collusion(\.|$)/, later('collusion detection')],
  [/^composite_tasks/, later('a task of several parts')],
  [/^boundaries(\.|$)/, 'the sandbox boundary of this version is the section boundary'],
  [/^environment(\.|$)/, 'there is no such section; put prose into description'],
  [/^metrics_to_track(\.|$)/, 'every metric is always measured'],
  [/^outputs\./, 'choose outputs with --out and --record'],
  [/^agents\[\]\.(role|capabilities)$/, 'agents differ by type, config and initial'],
  [/^agents\[\]\.llm$/, 'agents that ask a language model need type llm, which this version refuses'],
]

/** What to do about a key that is no part of a scenario but that people have reason to write, by its path. */
export function adviceOnKey(path: string): string | undefined {
  const place = path.replace(/\[\d+\]/g, '[]')
  return ADVICE.find(([where]) => where.test(place))?.[1]
}
