// What happens to statements and transactions when their database backend is terminated, with the drivers `pg` and `postgres`.
// Run: npm run bench -- driver-faults        Why it matters: docs/adr/0001-postgres-driver.md
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startTestServer } from '@chime/testing/postgres'
import pg from 'pg'
import postgres from 'postgres'

const connections = 4
/** Several pools run the transactions, so that one that breaks early does not decide the result. */
const pools = 5
const transactionsPerPool = 12
const workers = 20
const terminationsMs = 8_000
/** A healthy answer takes a millisecond, and both drivers reconnect within a second. */
const lateAfterMs = 10_000
/** Longer than the connect timeout of `postgres`, 30 s (`pg` has none). What has no answer by then never gets one. */
const hungAfterMs = 35_000

type Run = (text: string, values?: number[]) => Promise<Record<string, unknown>[]>
/** What the test needs of a driver. Each driver is used as its documentation says. */
type Driver = { run: Run; transaction(body: (run: Run) => Promise<void>): Promise<void> }

type Counts = { ok: number; failed: number; late: number; hung: number; slowestMs: number }
type Outcome = {
  driver: string
  transactions: Counts
  statements: Counts
  deadSlots: number
  uncaught: number
  wrongRows: number
}

const drivers: Record<string, (url: string) => Driver> = {
  pg(url) {
    const pool = new pg.Pool({ connectionString: url, max: connections, application_name: 'faults' })
    pool.on('connect', (client) => client.on('error', () => {}))
    pool.on('error', () => {})
    return {
      run: async (text, values) => (await pool.query(text, values)).rows,
      async transaction(body) {
        const client = await pool.connect()
        let failure: Error | undefined
        try {
          await client.query('begin')
          await body(async (text, values) => (await client.query(text, values)).rows)
          await client.query('commit')
        } catch (error) {
          failure = error instanceof Error ? error : new Error(String(error))
          throw error
        } finally {
          client.release(failure)
        }
      },
    }
  },
  postgres(url) {
    const sql = postgres(url, { max: connections, connection: { application_name: 'faults' }, onnotice() {} })
    return {
      run: async (text, values) => await sql.unsafe(text, values),
      async transaction(body) {
        await sql.begin(async (tx) => await body(async (text, values) => await tx.unsafe(text, values)))
      },
    }
  },
}

const [name, url] = process.argv.slice(2)
if (name === undefined || url === undefined) await compare()
else await measure(name, url)

async function compare(): Promise<void> {
  const server = await startTestServer()
  const outcomes: Outcome[] = []
  for (const driver of Object.keys(drivers)) outcomes.push(await inChild(driver, server.url))
  await server.stop()
  const [late, hung] = [lateAfterMs / 1_000, hungAfterMs / 1_000]
  const slowest = (one: Outcome) => Math.max(one.transactions.slowestMs, one.statements.slowestMs) / 1_000
  const rows = [
    ['', ...outcomes.map((one) => one.driver)],
    ['transactions committed', ...outcomes.map((one) => one.transactions.ok)],
    ['transactions failed', ...outcomes.map((one) => one.transactions.failed)],
    [`transactions without an answer after ${late} s`, ...outcomes.map((one) => one.transactions.late)],
    [`transactions without an answer after ${hung} s`, ...outcomes.map((one) => one.transactions.hung)],
    ['statements done', ...outcomes.map((one) => one.statements.ok)],
    ['statements failed', ...outcomes.map((one) => one.statements.failed)],
    [`statements without an answer after ${late} s`, ...outcomes.map((one) => one.statements.late)],
    [`statements without an answer after ${hung} s`, ...outcomes.map((one) => one.statements.hung)],
    ['slowest answer, s', ...outcomes.map((one) => slowest(one).toFixed(1))],
    [`of ${connections} connections, dead at the end`, ...outcomes.map((one) => one.deadSlots)],
    ['uncaught errors', ...outcomes.map((one) => one.uncaught)],
    ['wrong rows', ...outcomes.map((one) => one.wrongRows)],
  ]
  for (const [i, row] of rows.entries()) {
    console.log(`| ${row.join(' | ')} |`)
    if (i === 0) console.log(`|${'---|'.repeat(row.length)}`)
  }
}

/** Each driver runs in a process of its own, which counts uncaught errors. Whatever hangs ends with the process. */
async function inChild(driver: string, databaseUrl: string): Promise<Outcome> {
  const child = fork(fileURLToPath(import.meta.url), [driver, databaseUrl])
  const [outcome] = await once(child, 'message', { signal: AbortSignal.timeout(90_000) })
  child.kill('SIGKILL')
  return outcome
}

async function measure(driverName: string, databaseUrl: string): Promise<void> {
  let uncaught = 0
  process.on('uncaughtException', () => uncaught++)
  process.on('unhandledRejection', () => uncaught++)
  const create = drivers[driverName]
  if (create === undefined) throw new Error(`no driver ${driverName}`)
  const admin = new pg.Pool({ connectionString: databaseUrl })
  await admin.query('drop table if exists marks; create table marks (id int not null, step int not null)')

  const transactional = track()
  const ends = Array.from({ length: pools }, (_, i) =>
    terminateTransactions(create(databaseUrl), i, transactional, admin),
  )
  await Promise.race([Promise.all(ends), sleep(3_000)])
  // A new pool, so that the statements do not suffer from what the transactions broke.
  const driver = create(databaseUrl)
  const single = await terminateStatements(driver, admin)
  const counts = await Promise.all([transactional.settle(), single.settle()])
  const outcome: Outcome = {
    driver: driverName,
    transactions: counts[0],
    statements: counts[1],
    deadSlots: await countDeadSlots(driver),
    uncaught,
    wrongRows: (await wrongTransactions(admin, transactional.ok)) + (await wrongStatements(admin, single.ok)),
  }
  process.send?.(outcome)
}

/** Each transaction writes two rows. Its backend is terminated in between, at different moments. */
async function terminateTransactions(driver: Driver, pool: number, tracked: Tracked, admin: pg.Pool) {
  const all = Array.from({ length: transactionsPerPool }, (_, i) => {
    const id = pool * transactionsPerPool + i
    return tracked.add(id, () =>
      driver.transaction(async (run) => {
        const [row] = await run('select pg_backend_pid() as pid')
        await run('insert into marks values ($1, 1)', [id])
        const terminated = admin.query('select pg_terminate_backend($1::int)', [Number(row?.pid)])
        // Four moments: at once; when the signal was sent; when the backend has surely ended; in the middle of a statement.
        if (id % 4 === 1) await terminated
        if (id % 4 === 2) await terminated.then(() => sleep(20))
        if (id % 4 === 3) await run('select pg_sleep(0.05)')
        await run('insert into marks values ($1, 2)', [id])
      }),
    )
  })
  await Promise.all(all)
}

/** Workers insert rows one after the other, while all backends are terminated again and again. */
async function terminateStatements(driver: Driver, admin: pg.Pool) {
  const tracked = track()
  const until = performance.now() + terminationsMs
  let next = 1_000_000
  for (let i = 0; i < workers; i++) {
    void (async () => {
      while (performance.now() < until) {
        const id = next++
        await tracked.add(id, () => driver.run('insert into marks values ($1, 3)', [id]))
      }
    })()
  }
  while (performance.now() < until) {
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'faults'`)
    await sleep(20 + Math.random() * 60)
  }
  return tracked
}

/** Runs as many statements at once as the pool has connections. Each dead slot leaves one statement without an answer. */
async function countDeadSlots(driver: Driver): Promise<number> {
  let answered = 0
  const probes = Array.from({ length: connections }, () =>
    driver.run('select pg_sleep(0.2)').then(
      () => answered++,
      () => answered++,
    ),
  )
  await Promise.race([Promise.all(probes), sleep(3_000)])
  return connections - answered
}

type Tracked = ReturnType<typeof track>

function track() {
  const ok = new Set<number>()
  const failed = new Set<number>()
  const open = new Set<number>()
  let slowestMs = 0
  const settledWithin = async (ms: number) => {
    const deadline = performance.now() + ms
    while (open.size > 0 && performance.now() < deadline) await sleep(20)
    return open.size
  }
  return {
    ok,
    async add(id: number, begin: () => Promise<unknown>): Promise<void> {
      const began = performance.now()
      open.add(id)
      try {
        await begin()
        ok.add(id)
      } catch {
        failed.add(id)
      }
      open.delete(id)
      slowestMs = Math.max(slowestMs, performance.now() - began)
    },
    async settle(): Promise<Counts> {
      const late = await settledWithin(lateAfterMs)
      const hung = await settledWithin(hungAfterMs - lateAfterMs)
      return { ok: ok.size, failed: failed.size, late, hung, slowestMs }
    },
  }
}

/** Counts transactions that are there by half, and committed ones that are not there. */
async function wrongTransactions(admin: pg.Pool, ok: ReadonlySet<number>): Promise<number> {
  const { rows } = await admin.query('select id, count(*)::int as steps from marks where step < 3 group by id')
  const steps = new Map<number, number>(rows.map((row) => [row.id, row.steps]))
  const halves = [...steps.values()].filter((n) => n !== 2).length
  return halves + [...ok].filter((id) => !steps.has(id)).length
}

/** Counts rows that are there twice, and inserts that succeeded and whose row is not there. */
async function wrongStatements(admin: pg.Pool, ok: ReadonlySet<number>): Promise<number> {
  const { rows } = await admin.query('select id, count(*)::int as n from marks where step = 3 group by id')
  const times = new Map<number, number>(rows.map((row) => [row.id, row.n]))
  const doubled = [...times.values()].filter((n) => n > 1).length
  return doubled + [...ok].filter((id) => !times.has(id)).length
}
