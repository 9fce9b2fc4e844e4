import type { FuzzReport } from './run.ts'

/** What the server may hold more after a run than before it, garbage not counted. */
const growthMiBMax = 48
/** Nobody may wait longer while the server is fed, on a busy machine too. */
const worstWaitMs = 10_000

/** Everything that a run was to show, as sentences, each with whether it is so. */
export function judged({ findings, innocent, memory }: FuzzReport): { promise: string; isKept: boolean }[] {
  const grownMiB = memory.after.heapMiB - memory.before.heapMiB
  return [
    {
      promise: 'no input brought an unexpected error, told a secret or stayed unanswered',
      isKept: findings.length === 0,
    },
    {
      promise: `somebody else was served: ${innocent.calls} times, median ${innocent.medianMs} ms, at most ${innocent.worstMs} ms`,
      isKept: innocent.calls > 0 && innocent.failed.length === 0 && innocent.worstMs <= worstWaitMs,
    },
    {
      promise: `memory: heap ${memory.before.heapMiB} MiB → ${memory.after.heapMiB} MiB, resident ${memory.before.residentMiB} → ${memory.after.residentMiB}, sockets ${memory.before.sockets} → ${memory.after.sockets}`,
      isKept: grownMiB <= growthMiBMax && memory.after.sockets <= 1,
    },
  ]
}

export const isGood = (report: FuzzReport): boolean => judged(report).every(({ isKept }) => isKept)

export function inWords(report: FuzzReport): string {
  const { seed, inputs, tookMs, byTarget, verdicts, findings, innocent } = report
  const transports = new Map<string, number>()
  for (const [name, tally] of byTarget) {
    const [transport = ''] = name.split(' ', 1)
    transports.set(transport, (transports.get(transport) ?? 0) + tally.inputs)
  }
  const count = (entries: Iterable<[string, number]>) =>
    [...entries].toSorted(([, a], [, b]) => b - a).map(([name, n]) => `  ${name}: ${n.toLocaleString('en')}`)
  return [
    `${inputs.toLocaleString('en')} inputs in ${Math.round(tookMs / 1_000)} s, seed ${seed}`,
    'by transport',
    ...count(transports),
    'by kind (answered with ok)',
    ...[...byTarget].map(
      ([name, { inputs, ok }]) => `  ${name}: ${inputs.toLocaleString('en')} (${ok.toLocaleString('en')})`,
    ),
    'answers',
    ...count(verdicts),
    ...innocent.failed.slice(0, 5).map((text) => `somebody else was refused: ${text}`),
    ...findings.flatMap(({ target, problem, count, input, isMinimal, log }) => [
      `✗ ${target}: ${problem} (${count} times)`,
      `    ${isMinimal ? 'smallest input' : 'input, not seen again alone'}: ${input}`,
      `    the log's last line: ${log}`,
    ]),
    '',
    ...judged(report).map(({ promise, isKept }) => `${isKept ? '✓' : '✗'} ${promise}`),
  ].join('\n')
}
