import { open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchDatabase } from '../seed/database.ts'

/** One node of a query plan, as it was executed. */
export type PlanNode = { type: string; relation: string | null; index: string | null; rows: number; buffers: number }
export type Asked = {
  /** All statements that the server's connections sent, with `begin` and `commit`. */
  statements: string[]
  /** For each statement that reads or writes rows, the nodes of its plan from the top. Needs `preload: 'auto_explain'`. */
  plans: PlanNode[][]
}

const whileRecording = {
  log_line_prefix: `%a|`,
  log_statement: 'all',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_format': 'json',
}
/** A connection uses a changed setting from its next statement on, after the postmaster has told it. */
const reloadMs = 200

/**
 * Makes the database log the statements of Chime's connections. That slows them, so nothing may be timed meanwhile.
 *
 * @param work is given a function that runs something and returns the statements that came meanwhile
 */
export async function recordStatements(
  { pool, logFile }: BenchDatabase,
  work: (during: (call: () => Promise<unknown>) => Promise<Asked>) => Promise<void>,
): Promise<void> {
  for (const [name, value] of Object.entries(whileRecording)) await pool.query(`alter system set ${name} = '${value}'`)
  await pool.query('select pg_reload_conf()')
  await sleep(reloadMs)
  const file = await open(logFile)
  try {
    // Postgres writes its log line before it answers, so all of them are in the file.
    await work(async (call) => {
      const from = (await file.stat()).size
      await call()
      const { size } = await file.stat()
      const { buffer } = await file.read(Buffer.alloc(size - from), 0, size - from, from)
      return parse(buffer.toString('utf8'))
    })
  } finally {
    await file.close()
    for (const name of Object.keys(whileRecording)) await pool.query(`alter system reset ${name}`)
    await pool.query('select pg_reload_conf()')
    await sleep(reloadMs)
  }
}

function parse(log: string): Asked {
  const entries = log.split(/^(?=[^|\n\t]*\|[A-Z]+: )/m).filter((entry) => entry.startsWith('chime|LOG:'))
  const statements = entries
    .flatMap((entry) => /^chime\|LOG: +(?:statement|execute [^:]*): ([\s\S]*)/.exec(entry)?.[1]?.trim() ?? [])
    // Leaves out what a node does in the background at any time.
    .filter((statement) => !/chime_jobs|message_search|file_erasures/.test(statement))
  const plans = entries.flatMap((entry) => {
    const json = /^chime\|LOG: +duration: [\d.]+ ms +plan:\n([\s\S]*)/.exec(entry)?.[1]
    return json === undefined ? [] : [flatten((JSON.parse(json) as { Plan: RawPlan }).Plan)]
  })
  return { statements, plans }
}

/** A plan as Postgres writes it. */
type RawPlan = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  Plans?: RawPlan[]
}

const flatten = (plan: RawPlan): PlanNode[] => [
  {
    type: plan['Node Type'],
    relation: plan['Relation Name'] ?? null,
    index: plan['Index Name'] ?? null,
    rows: plan['Actual Rows'],
    // Including the nodes below. For the first node these are all buffers.
    buffers: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
  },
  ...(plan.Plans ?? []).flatMap(flatten),
]
