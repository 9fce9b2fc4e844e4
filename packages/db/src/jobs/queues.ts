import { getConstructionPlans, PgBoss, type Queue } from 'pg-boss'

/** The data of a job, for each queue. It only says where to look: our own tables say what is to be done. */
export type JobData = {
  /** At a given time: send a scheduled message, or remind somebody. */
  due: { what: 'scheduled' | 'reminder'; id: string }
  /** Soon: make previews of the links in a message. */
  preview: { channelId: string; number: number }
  /** Soon: fetch the profile picture of a user of another application. */
  avatar: { userId: string }
  /** Soon: a mail. Its secret is made when it is sent, so that no table ever holds it. */
  mail: MailJob
}
type MailJob =
  /** The link to set a new password, if somebody has an account with this address. */
  | { what: 'reset'; email: string }
  /** The link to confirm the user's address. */
  | { what: 'verify'; userId: string }
  /** To the present address: another one is to take its place. */
  | { what: 'email-changing'; userId: string; to: string }
  | { what: 'password-changed'; userId: string }
export type JobName = keyof JobData

/** Only pg-boss uses this schema of the database: it installs and migrates it. */
const jobsSchema = 'chime_jobs'
const day = 24 * 60 * 60

const queues: (Queue & { name: JobName })[] = [
  {
    name: 'due',
    // When a node dies in the middle of a job, another node takes the job after this time. A job takes seconds, and doing it
    // twice does no harm.
    expireInSeconds: 60,
    // Tried until it is done. A message that is refused for good counts as done.
    retryLimit: 1_000_000,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 60,
    // This is counted from when the job is due. A job must survive however long the server was away.
    retentionSeconds: 366 * day,
    deleteAfterSeconds: 60 * 60,
  },
  {
    name: 'preview',
    expireInSeconds: 60,
    retryLimit: 30,
    retryDelay: 1,
    // After that nobody needs the preview any more.
    retentionSeconds: 60 * 60,
    deleteAfterSeconds: 60,
  },
  {
    name: 'avatar',
    expireInSeconds: 60,
    // All pictures of an application have one host, which is not asked too fast. With many new users some wait for long.
    retryLimit: 100,
    retryDelay: 2,
    retryBackoff: true,
    retryDelayMax: 60,
    retentionSeconds: day,
    deleteAfterSeconds: 60,
  },
  {
    name: 'mail',
    expireInSeconds: 90,
    // Some hours: longer than a mail server is restarted, or refuses an unknown sender for a first time.
    retryLimit: 40,
    retryDelay: 2,
    retryBackoff: true,
    retryDelayMax: 300,
    retentionSeconds: day,
    deleteAfterSeconds: 60,
  },
]

export type SqlRunner = (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>

/**
 * Opens the library on our own connections. Turned off, because nothing here uses it: recurring jobs, the registry of nodes, and
 * the maintenance of indexes, since the queues are nearly empty.
 *
 * @param options.superviseSeconds how often one of the nodes looks for jobs whose node has died
 */
export function openBoss(run: SqlRunner, { supervise = true, superviseSeconds = 30 } = {}): PgBoss {
  return new PgBoss({
    db: { executeSql: run },
    schema: jobsSchema,
    supervise,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
    maintenanceIntervalSeconds: 10 * 60,
    flowIntervalSeconds: 60 * 60,
    schedule: false,
    registerInstance: false,
    reindex: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
  })
}

/** Makes or migrates the library's tables and our queues. To be called under the lock of `migrate`. */
export async function installJobs(run: SqlRunner): Promise<void> {
  const boss = openBoss(run, { supervise: false })
  let failure: unknown
  boss.on('error', (error) => {
    failure ??= error
  })
  await boss.start()
  for (const { name, ...options } of queues) {
    await boss.createQueue(name, options)
    // Without this, a queue that was made by an earlier release would keep its old options.
    await boss.updateQueue(name, options)
  }
  await boss.stop({ graceful: false })
  if (failure !== undefined) throw failure
}

/** Describes what `installJobs` makes: with a newer library, or other queues, this is another text. */
export const jobsPlan = () => getConstructionPlans(jobsSchema) + JSON.stringify(queues)
