import type { Goal, Kept } from './result.ts'
import { printTable } from './table.ts'

/** The order of the benchmarks in the document. Others follow, sorted by name. */
const order = ['fan-out', 'idle-memory', 'latency', 'send', 'history', 'changes', 'hello', 'reconnect-storm', 'bundle']

const introduction = `Each row was measured on one machine, in one run, beside what it is compared with: the ratios travel to other machines, the
absolute figures do not. Servers, clients and Postgres are processes of their own and share the machine. Ways that are
compared take turns, so that what disturbs the machine disturbs all of them; what is shown is the median of the runs.
CPU is user and system time of the server process. Every benchmark also counts: a message that is missing, doubled or out of
place ends it with an error. None of them is a test, and no test waits for a time.`

/**
 * The text of docs/benchmarks.md. What stands between `<!-- kept: name -->` and `<!-- end -->` is written by hand, and taken over
 * from `before`.
 */
export function writeDocument(results: readonly Kept[], before: string): string {
  const kept = readKept(before)
  const sorted = [...results].sort((a, b) => place(a) - place(b) || a.name.localeCompare(b.name))
  const parts = [
    '# Benchmarks',
    '<!-- Written by `npm run bench -- report`, but for what stands between "kept" and "end". -->',
    section('introduction', kept.get('introduction') ?? introduction),
    '## Goals',
    goals(sorted),
    ...sorted.flatMap((result) => chapter(result, kept)),
  ]
  return `${parts.join('\n\n')}\n`
}

const place = ({ name }: Kept): number => (order.includes(name) ? order.indexOf(name) : order.length)

function goals(results: readonly Kept[]): string {
  const rows = results.flatMap(({ name, goals }) =>
    goals.map((goal) => [`[${name}](#${name})`, goal.what, goal.goal, goal.measured, verdict(goal)]),
  )
  return printTable(['benchmark', 'what', 'goal', 'measured', ''], rows)
}

const verdict = ({ met }: Goal): string => (met === null ? 'not shown' : met ? 'met' : '**missed**')

function chapter(result: Kept, kept: ReadonlyMap<string, string>): string[] {
  const { name, title, command, columns, rows, chart, notes = [], machine, versions = {}, date } = result
  const engines = Object.entries({ Node: machine.node, ...versions }).map(([engine, version]) => `${engine} ${version}`)
  const where = `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}, ${engines.join(', ')}`
  return [
    `<a id="${name}"></a>\n\n## ${title}`,
    ...(chart ? [`![${title}: ${chart.unit}](benchmarks/${name}.svg)`] : []),
    printTable(columns, rows),
    ...(notes.length > 0 ? [notes.map((note) => `- ${note}`).join('\n')] : []),
    section(name, kept.get(name) ?? ''),
    ['`', command, '`', ` · ${where} · ${date.slice(0, 10)}`].join(''),
  ]
}

const section = (name: string, text: string): string =>
  `<!-- kept: ${name} -->${text === '' ? '\n' : `\n\n${text}\n\n`}<!-- end -->`

function readKept(document: string): Map<string, string> {
  const sections = document.matchAll(/<!-- kept: ([\w-]+) -->([\s\S]*?)<!-- end -->/g)
  return new Map([...sections].map(([, name = '', text = '']) => [name, text.trim()]))
}
