import type { Summary } from './checks/summary.ts'
import type { Verdict } from './checks/verdict.ts'
import type { Recovery } from './inject/director.ts'

export type Report = Summary & {
  seed: number
  rounds: number
  seconds: number
  historyBytes: number
  /** How often a node ended by itself. */
  crashes: number
  recoveries: Recovery[]
  /** Chime's own metrics: sums over all nodes since the start of the run. */
  counters: Record<string, number>
  notes: string[]
  verdicts: Verdict[]
  /** The end of each node's output, to find out why something failed. */
  outputs: string[]
}

const shownViolations = 3
const shownChars = 400

/** The report as lines for a terminal. */
export function inWords(report: Report): string {
  const faults = Object.entries(report.faults).sort(([a], [b]) => (a < b ? -1 : 1))
  const total = faults.reduce((sum, [, count]) => sum + count, 0)
  const slowest = new Map<string, number[]>()
  for (const { fault, ms } of report.recoveries) slowest.set(fault, [...(slowest.get(fault) ?? []), ms])
  const rows: [string, string | number][] = [
    ['seed', report.seed],
    ['rounds', report.rounds],
    ['seconds', report.seconds],
    ['faults', total],
    ...faults.map(([name, count]): [string, number] => [`  ${name}`, count]),
    ['messages sent', report.sent],
    ['  acknowledged', report.acknowledged],
    ['  refused', report.refused],
    ['  unknown to the end', report.unknown],
    ['delivered', report.delivered],
    ...Object.entries(report.counters)
      .filter(([name]) =>
        /^chime_(repair_.*_total|streams_slow_total|client_pulls_total|message_log_(unknown|refused)_total)$/.test(
          name,
        ),
      )
      .map(([name, count]): [string, number] => [`  ${name}`, count]),
    ['lost', report.lost],
    ['doubled', report.doubled],
    ['out of order', report.outOfOrder],
    ['nodes that ended by themselves', report.crashes],
    ['slowest delivery, ms', Math.round(report.slowestMs)],
    ['slowest recovery, ms', Math.max(0, ...report.recoveries.map(({ ms }) => ms))],
    ...[...slowest].map(([fault, all]): [string, string] => [
      `  after ${fault}`,
      `${Math.max(...all)} (${all.length})`,
    ]),
  ]
  const width = Math.max(...rows.map(([name]) => name.length)) + 2
  return [
    ...rows.map(([name, value]) => `${name.padEnd(width)}${value}`),
    '',
    ...report.verdicts.map(verdictInWords),
  ].join('\n')
}

export const verdictsInWords = (verdicts: readonly Verdict[]) => verdicts.map(verdictInWords).join('\n')

/** Whether every promise was kept and no node ended by itself. */
export const isGood = ({ verdicts, crashes }: Pick<Report, 'verdicts' | 'crashes'>) =>
  crashes === 0 && verdicts.every(({ violationCount }) => violationCount === 0)

function verdictInWords({ promise, title, checked, parts, violations, violationCount }: Verdict): string {
  const sides = Object.entries(parts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
  const head = `${violationCount === 0 ? '✓' : '✗'} ${promise} ${title} — ${violationCount} of ${checked} (${sides})`
  const lines = violations
    .slice(0, shownViolations)
    .flatMap(({ message, shown }) => [
      `    ${message}`,
      ...shown.map(({ line, entry }) => `      ${line}: ${JSON.stringify(entry).slice(0, shownChars)}`),
    ])
  return [head, ...lines].join('\n')
}
