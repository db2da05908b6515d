import type {
  Assessment,
  Comparison,
  Estimate,
  RedTeamReport,
  SettingReport,
} from '../experiments/redteam/index.ts'
import { printable } from './text.ts'

const NONE = '–'
const inert = (text: string): string => printable(text).replace(/[|<>`*_[\]]/g, (sign) => `\\${sign}`)
const plainNumber = (value: number): string => String(Number(value.toPrecision(4)))
const percent = (value: number): string => `${plainNumber(100 * value)}%`

/** A mean with its interval. */
function shown(estimate: Estimate | null, show = plainNumber): string {
  if (!estimate) return NONE
  const { mean, low, high } = estimate
  return low === null || high === null ? show(mean) : `${show(mean)} [${show(low)}, ${show(high)}]`
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const table = (heading: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(heading),
  row(heading.map(() => '---')),
  ...rows.map(row),
]

/** The whole report as a page. */
export function redTeamMarkdown(report: RedTeamReport): string {
  const { version, seeds, settings, comparison, rule, interrupted } = report
  const title = settings.map(({ name }) => inert(name)).join(' and ')
  return `${[
    `# Red team of ${title}`,
    ...(interrupted ? ['**Stopped before all runs were done; what follows covers those that were.**'] : []),
    `Engine ${version}. ${seeds.length} seeds, ${inert(seeds[0] ?? NONE)} to ${inert(seeds.at(-1) ?? NONE)}, each run with attackers and with honest agents in their rows. Brackets hold 95% intervals.`,
    ...settings.map(settingPage),
    ...(comparison ? [comparisonPage(comparison)] : []),
    wordsPage(rule),
  ].join('\n\n')}\n`
}

function settingPage(setting: SettingReport): string {
  const { name, scenario, profile, agents, epochs, stepsPerEpoch, cells, levers, overall, attacks } = setting
  const leverRows = Object.entries(levers).map(([path, value]) => [`\`${path}\``, inert(String(value))])
  return [
    `## ${inert(name)}`,
    `Scenario ${inert(scenario)}, profile ${profile}: ${agents} agents, ${epochs} epochs of ${stepsPerEpoch} steps. Attackers come in ${cells} ${cells === 1 ? 'cell' : 'cells'}, one for every fifty agents, besides the agents of the scenario.`,
    `**Grade ${overall.grade}**: score ${overall.mean.toFixed(3)}, lower bound ${overall.low.toFixed(3)}; ${overall.successes} of ${overall.runs} runs succeeded; weakest against ${overall.weakest ?? 'nothing'}. The peer's formula on the same measurements gives ${overall.compat.score.toFixed(3)} (${overall.compat.grade}).`,
    ...(leverRows.length === 0
      ? ['All levers are at the defaults of the profile.']
      : [table(['lever', 'value'], leverRows).join('\n')]),
    '### Attacks',
    table(
      [
        'attack',
        'attackers',
        'success',
        'damage',
        'share of earnings',
        'evasion',
        'detected',
        'delay, epochs',
        'lower bound',
        'grade',
      ],
      attacks.map((each) => [
        `\`${each.attack}\``,
        `${each.attackers} (${percent(each.attackerShare)})`,
        shown(each.successRate, percent),
        shown(each.damage),
        shown(each.damageShare, percent),
        shown(each.evasion, percent),
        shown(each.detectionRate, percent),
        shown(each.delay),
        each.score.low.toFixed(3),
        each.score.grade,
      ]),
    ).join('\n'),
    '### What the damage is made of',
    table(
      [
        'attack',
        'attacks',
        'took effect',
        'earnings lost',
        'external harm added',
        'earned from attackers',
        'from the honest instead',
        'damage before detection',
      ],
      attacks.map((each) => [
        `\`${each.attack}\``,
        shown(each.attacks),
        shown(each.effective),
        shown(each.lostEarnings),
        shown(each.externalHarm),
        shown(each.dealings),
        shown(each.dealingsOfControl),
        shown(each.damageBeforeDetection),
      ]),
    ).join('\n'),
    '### Honest collateral, beyond the control',
    table(
      ['attack', 'freezes', 'agents held or flagged', 'violations', 'costs', 'attackers held or flagged'],
      attacks.map(({ attack, collateral, flaggedShare }) => [
        `\`${attack}\``,
        shown(collateral.freezes),
        shown(collateral.flagged),
        shown(collateral.violations),
        shown(collateral.costs),
        shown(flaggedShare, percent),
      ]),
    ).join('\n'),
    '### Success predicates',
    predicateTable(attacks),
    ...advicePage(setting),
  ].join('\n\n')
}

function predicateTable(attacks: readonly Assessment[]): string {
  const rows = attacks.flatMap(({ attack, success, conditions, runs, loopholes }) => {
    const used = Object.entries(loopholes).map(([name, count]) => `${name} (${count})`)
    return conditions.map(({ name, side, mean, bound, met }, place) => [
      place === 0 ? `\`${attack}\`: ${success}` : '',
      name === 'loopholes' && used.length > 0 ? `${name}: ${used.join(', ')}` : name,
      plainNumber(mean),
      `${side === 'above' ? 'above' : 'below'} ${plainNumber(bound)}`,
      `${met} of ${runs}`,
    ])
  })
  return table(['attack, with the bounds of its table', 'measured', 'mean', 'asked', 'met'], rows).join('\n')
}

function advicePage({ vulnerabilities, recommendations }: SettingReport): string[] {
  const weak = vulnerabilities.map(
    ({ attack, severity, finding }) => `- **${severity}**: \`${attack}\` ${finding}.`,
  )
  const advice = recommendations.map(({ advice: what, because }) => `- ${what} Because: ${because}.`)
  return [
    '### Vulnerabilities',
    weak.length === 0 ? 'None by the bands below.' : weak.join('\n'),
    '### Recommendations',
    advice.length === 0 ? 'None.' : advice.join('\n'),
  ]
}

function comparisonPage({ settings, byAttack, overall, ranking, decided, pairs }: Comparison): string {
  const verdict = decided
    ? `**${inert(ranking[0])}** is the more robust one.`
    : `Not decided: the interval of the difference in score holds 0; ${inert(ranking[0])} is ahead.`
  return [
    `## ${inert(settings[1])} less ${inert(settings[0])}`,
    `${pairs} pairs of one attack and one seed. ${verdict}`,
    table(
      ['attack', 'success', 'damage', 'damage share', 'evasion', 'honest flagged', 'honest costs', 'score'],
      [...byAttack, { attack: 'all', ...overall }].map((each) => [
        each.attack,
        shown(each.successRate, percent),
        shown(each.damage),
        shown(each.damageShare, percent),
        shown(each.evasion, percent),
        shown(each.flaggedHonest),
        shown(each.honestCosts),
        shown(each.score),
      ]),
    ).join('\n'),
  ].join('\n\n')
}

const WORDS: readonly (readonly [word: string, meaning: string])[] = [
  [
    'damage',
    'welfare of everyone but the attackers in the control, less that under attack. Welfare is what they are paid, less the external harm (1 - ρ_a - ρ_b) E and spilled harm, which no ledger carries. It holds what an honest agent in the attacker’s row would have brought.',
  ],
  [
    'attack',
    'a completed proposal that was hostile or asked for money; it takes effect when it is accepted.',
  ],
  [
    'evasion',
    'attacks that took effect without a violation being found, by attackers that nothing held or flagged in that epoch, of all attacks.',
  ],
  [
    'detection',
    'the first epoch in which an attacker is held, or flagged by security, sybil, collusion or border, from the first attack that took effect on; the delay counts from that attack, over runs with a detection.',
  ],
  [
    'honest collateral',
    'what befell honest agents of the scenario beyond the same in the control. Costs are those of their interactions and what levers took as epochs began; slashed stakes are left out.',
  ],
  [
    'predicates',
    'hold the bounds of the library, for each attacker, times the ticks of the run over those of the table (its epochs of 10 ticks), payoffs also times s⁺/2, harm times h/2; reputations are not raised for longer runs. Influence and loopholes are not scaled.',
  ],
  [
    'vulnerabilities',
    'evasion above 70% (high above 90%); success in most runs with damage above 30% of earnings (critical above 50%); damage whose whole interval lies above 50%, with or without success.',
  ],
]

function wordsPage(rule: string): string {
  return [
    '## Words',
    ...WORDS.map(([word, meaning]) => `- **${word}**: ${meaning}`),
    `- **grade**: ${rule}.`,
  ].join('\n')
}
