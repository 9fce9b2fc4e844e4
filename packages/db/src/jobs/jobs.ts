import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '@chime/protocol'
import { sql } from 'drizzle-orm'
import { fromDrizzle, type Job, type JobResult } from 'pg-boss'
import type { Database, Tx } from '../driver.ts'
import { type JobData, type JobName, openBoss } from './queues.ts'

export type { JobData, JobName } from './queues.ts'

/** One connection to take jobs and to settle them, one to add jobs, and one for the library's own housekeeping. */
const maxConnections = 3
const queryTimeoutMs = 5_000
/** How long jobs that are running get to finish when this closes, and how long closing takes at most. */
const finishMs = 2_000
const closeWithinMs = 4_000

/**
 * How often a node asks for jobs when there are none, and how many it does at the same time. What is added with a
 * transaction may be a second late. Previews are begun at once by the node that adds them, so that asking only finds what
 * a node that has died left behind.
 */
const polls = {
  due: { seconds: 1, batchSize: 20 },
  preview: { seconds: 15, batchSize: 8 },
  avatar: { seconds: 1, batchSize: 4 },
  mail: { seconds: 2, batchSize: 8 },
} satisfies Record<JobName, { seconds: number; batchSize: number }>
/** After a failure this node asks every second, until this long after the last one: the longest pause of a queue, twice. */
const askAgainMs = 1_000
const askAgainForMs = 120_000

export type JobWork = { [N in JobName]: (data: JobData[N]) => Promise<void> }

/**
 * Work that any node may do later, kept in Postgres. It promises that a job that was added is done once its time has come and the
 * database and a node are running, even if the node that began the job dies. A job may be done twice, even at the same time: so
 * work looks at our own tables first, and changes them in a way that makes a second time harmless.
 */
export interface Jobs {
  /** Adds a job if and when the transaction commits. */
  add<N extends JobName>(tx: Tx, name: N, data: JobData[N], at: Date): Promise<void>
  /** Adds jobs to be done now. This node looks for them at once. */
  addNow<N extends JobName>(name: N, data: readonly JobData[N][]): Promise<void>
  /** Begins to take jobs. A job whose work throws is done again, after a growing pause. */
  start(work: JobWork): Promise<void>
  /** Takes no more jobs, and waits some seconds for those that are running. Another node does those that are not done by then. */
  close(): Promise<void>
}

/**
 * @param options see `openBoss`
 * @throws when the library's tables cannot be read; `migrate` makes them
 */
export async function createJobs(db: Database, log: Log, options: { superviseSeconds?: number } = {}): Promise<Jobs> {
  const pool = db.openPool({ maxConnections, idleConnections: 1, name: 'chime jobs', queryTimeoutMs })
  let isFailing = false
  const boss = openBoss(async (text, values) => {
    const result = await pool.query(text, values)
    isFailing = false
    return result
  }, options)
  // The library asks every second, and reports each time that the database is away. Once is enough for the log.
  boss.on('error', (error) => {
    if (isFailing) log.debug({ error }, 'jobs still wait for the database')
    else log.warn({ error }, 'jobs cannot be taken, and are later than they should be')
    isFailing = true
  })
  boss.on('warning', ({ message, data }) => log.warn({ data }, message))
  const workers = new Map<JobName, string>()
  /** By queue, the timer that asks again after a failure. */
  const asking = new Map<JobName, NodeJS.Timeout>()
  let closing: Promise<void> | undefined

  async function shutDown(): Promise<void> {
    const stopped = boss.stop({ timeout: finishMs })
    const timer = new AbortController()
    const late = sleep(closeWithinMs, 'late', { signal: timer.signal }).catch(() => 'late')
    // Do not wait for a database that does not answer.
    const how = await Promise.race([stopped, late])
    timer.abort()
    const ended = Promise.all([stopped, pool.end()]).catch((error: unknown) => log.debug({ error }, 'jobs ended late'))
    if (how !== 'late') await ended
  }

  function wake(name: JobName): void {
    const worker = workers.get(name)
    if (worker !== undefined && closing === undefined) boss.notifyWorker(worker)
  }

  function askAgain(name: JobName): void {
    clearTimeout(asking.get(name))
    const until = performance.now() + askAgainForMs
    const ask = () => {
      wake(name)
      if (performance.now() < until && closing === undefined) asking.set(name, setTimeout(ask, askAgainMs).unref())
      else asking.delete(name)
    }
    asking.set(name, setTimeout(ask, askAgainMs).unref())
  }

  async function take<N extends JobName>(name: N, work: JobWork[N]): Promise<void> {
    const run = async ({ id, data }: Job<JobData[N]>): Promise<JobResult<object>> => {
      try {
        await work(data)
        return { id, status: 'completed' }
      } catch (error) {
        log.debug({ error, job: name, data }, 'a job will be done again')
        askAgain(name)
        return { id, status: 'failed' }
      }
    }
    const { seconds, batchSize } = polls[name]
    const how = { batchSize, burstWhenBatchFull: true, pollingIntervalSeconds: seconds, perJobResults: true } as const
    workers.set(name, await boss.work(name, how, (jobs: Job<JobData[N]>[]) => Promise.all(jobs.map(run))))
  }

  try {
    await boss.start()
  } catch (error) {
    await shutDown()
    throw error
  }
  return {
    async add(tx, name, data, at) {
      await boss.send(name, data, { startAfter: at, db: fromDrizzle(tx, sql) })
    },
    async addNow(name, data) {
      await boss.insert(
        name,
        data.map((data) => ({ data })),
      )
      wake(name)
    },
    async start(work) {
      await take('due', work.due)
      await take('preview', work.preview)
      await take('avatar', work.avatar)
      await take('mail', work.mail)
    },
    close() {
      closing ??= shutDown()
      return closing
    },
  }
}
