import { getConstructionPlans, PgBoss, type Queue } from 'pg-boss'

/** What is to be done, by queue. A job only says where to look: what is to be done stands in our own tables. */
export type JobData = {
  /** At a time: a message is to be sent, somebody reminded. */
  due: { what: 'scheduled' | 'reminder'; id: string }
  /** Soon: the links of a message are to be looked at. */
  preview: { channelId: string; number: number }
}
export type JobName = keyof JobData

/** A schema of its own: the library owns it, installs it and migrates it. */
export const jobsSchema = 'chime_jobs'
const day = 24 * 60 * 60

const queues: (Queue & { name: JobName })[] = [
  {
    name: 'due',
    // A node that died in the middle of a job held it until then. Doing it takes seconds, and twice does no harm.
    expireInSeconds: 60,
    // It is tried until it is done, or refused for good, which is its being done.
    retryLimit: 1_000_000,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 60,
    // Counted from when it is due: however long the server was away.
    retentionSeconds: 366 * day,
    deleteAfterSeconds: 60 * 60,
  },
  {
    name: 'preview',
    expireInSeconds: 60,
    retryLimit: 30,
    retryDelay: 1,
    // Nobody needs it any more.
    retentionSeconds: 60 * 60,
    deleteAfterSeconds: 60,
  },
]

export type SqlRunner = (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>

/**
 * The library, on connections of ours. Without what is of no use here: recurring jobs, its own registry of nodes, and looking
 * after the indexes of queues that are all but empty.
 *
 * @param options.lookAfterSeconds how often one of the nodes looks for jobs whose node died
 */
export function openBoss(run: SqlRunner, { supervise = true, lookAfterSeconds = 30 } = {}): PgBoss {
  return new PgBoss({
    db: { executeSql: run },
    schema: jobsSchema,
    supervise,
    superviseIntervalSeconds: lookAfterSeconds,
    monitorIntervalSeconds: lookAfterSeconds,
    maintenanceIntervalSeconds: 10 * 60,
    flowIntervalSeconds: 60 * 60,
    schedule: false,
    registerInstance: false,
    reindex: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
  })
}

/** Makes or migrates the library's tables and our queues. Under the lock of `migrate`. */
export async function installJobs(run: SqlRunner): Promise<void> {
  const boss = openBoss(run, { supervise: false })
  let failure: unknown
  boss.on('error', (error) => {
    failure ??= error
  })
  await boss.start()
  for (const { name, ...options } of queues) {
    await boss.createQueue(name, options)
    // What was made before keeps its old options otherwise.
    await boss.updateQueue(name, options)
  }
  await boss.stop({ graceful: false })
  if (failure !== undefined) throw failure
}

/** Names what `installJobs` makes: a newer library, or other queues, give another text. */
export const jobsPlan = () => getConstructionPlans(jobsSchema) + JSON.stringify(queues)
