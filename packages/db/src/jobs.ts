import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '@chime/protocol'
import { sql } from 'drizzle-orm'
import { fromDrizzle, type Job, type JobResult } from 'pg-boss'
import type { Database, Tx } from './driver.ts'
import { type JobData, type JobName, openBoss } from './jobs/queues.ts'

export type { JobData, JobName } from './jobs/queues.ts'

/** One takes and settles jobs, one adds them, one is for the library's own housekeeping. */
const maxConnections = 3
const queryTimeoutMs = 5_000
/** How long the work under way gets to finish, and how long a close takes at most. */
const finishMs = 2_000
const closeWithinMs = 4_000

/** How often a node asks for jobs when there are none: as late as one may be. */
const pollSeconds = 1
/** Done side by side by one node. */
const batches = { due: 20, preview: 8 } satisfies Record<JobName, number>

export type JobWork = { [N in JobName]: (data: JobData[N]) => Promise<void> }

/**
 * Work for later, on Postgres, which any node may do. Promises: a job that was added is done once its time has come and a node
 * and the database are there, also when the node that began it died. It may be done twice, and side by side with itself: work
 * looks at our own tables first, and changes them in a way that makes doing it again harmless.
 */
export interface Jobs {
  /** Added when the transaction commits, and only then. */
  add<N extends JobName>(tx: Tx, name: N, data: JobData[N], at: Date): Promise<void>
  /** To be done now, first of all by this node. */
  addNow<N extends JobName>(name: N, data: readonly JobData[N][]): Promise<void>
  /** Begins to take jobs. Work that throws is done again, later and later. */
  start(work: JobWork): Promise<void>
  /** Takes no more, and waits some seconds for those under way; what is not done then, another node does. */
  close(): Promise<void>
}

/**
 * @param options as of `openBoss`
 * @throws when the tables cannot be read; `migrate` makes them
 */
export async function createJobs(db: Database, log: Log, options: { lookAfterSeconds?: number } = {}): Promise<Jobs> {
  const pool = db.openPool({ maxConnections, idleConnections: 1, name: 'chime jobs', queryTimeoutMs })
  let isFailing = false
  const boss = openBoss(async (text, values) => {
    const result = await pool.query(text, values)
    isFailing = false
    return result
  }, options)
  // It asks every second, and says each time that the database is away.
  boss.on('error', ({ message }) => {
    if (isFailing) log.debug({ error: message }, 'jobs still wait for the database')
    else log.warn({ error: message }, 'jobs cannot be taken, and are later than they should be')
    isFailing = true
  })
  boss.on('warning', ({ message, data }) => log.warn({ data }, message))
  const workers = new Map<JobName, string>()
  let closing: Promise<void> | undefined

  async function shutDown(): Promise<void> {
    const stopped = boss.stop({ timeout: finishMs })
    const patience = new AbortController()
    const late = sleep(closeWithinMs, 'late', { signal: patience.signal }).catch(() => 'late')
    // A database that does not answer is not waited for.
    const how = await Promise.race([stopped, late])
    patience.abort()
    const ended = Promise.all([stopped, pool.end()]).catch((error: unknown) => log.debug({ error }, 'jobs ended late'))
    if (how !== 'late') await ended
  }

  async function take<N extends JobName>(name: N, work: JobWork[N]): Promise<void> {
    const run = async ({ id, data }: Job<JobData[N]>): Promise<JobResult<object>> => {
      try {
        await work(data)
        return { id, status: 'completed' }
      } catch (error) {
        log.debug({ error, job: name, data }, 'a job will be done again')
        return { id, status: 'failed' }
      }
    }
    const how = {
      batchSize: batches[name],
      burstWhenBatchFull: true,
      pollingIntervalSeconds: pollSeconds,
      perJobResults: true,
    } as const
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
      const worker = workers.get(name)
      if (worker !== undefined) boss.notifyWorker(worker)
    },
    async start(work) {
      await take('due', work.due)
      await take('preview', work.preview)
    },
    close() {
      closing ??= shutDown()
      return closing
    },
  }
}
