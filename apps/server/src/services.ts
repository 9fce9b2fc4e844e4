import { join } from 'node:path'
import {
  AnswerLimits,
  createAccessTokens,
  createAuditHeads,
  createFilters,
  createFolding,
  createMail,
  createPasswords,
  createPresenceSharing,
  createPreviews,
  createProfileAudit,
  createSeal,
  createSearchIndexer,
  createSessions,
  createSigningKeys,
  jobWork,
  lastSeenIn,
  publishMessages,
  publish as publishTo,
  type Services,
  type SigningKeys,
  sessionsEnded,
  sourceFrom,
  sweepFiles,
  sweepLinks,
  sweepPasskeyChallenges,
  sweepPreviews,
  sweepUserRows,
} from '@chime/api'
import { createJobs, createMessageLog, migrate, openDatabase } from '@chime/db'
import { startEmbeddedPostgres } from '@chime/db/embedded'
import { createDiskStore, createFiles } from '@chime/files'
import { createOutbound, type Outbound } from '@chime/outbound'
import {
  type Bus,
  createHub,
  createMemoryBus,
  createMemoryPresence,
  createRateLimits,
  createRedisBus,
  createRedisPresence,
} from '@chime/realtime'
import type { Logger } from 'pino'
import { auditKeyOf } from './audit-key.ts'
import type { Cleanups } from './cleanups.ts'
import type { Config } from './config.ts'
import { loadInstallation } from './installation.ts'
import { LoopWatch } from './loop-watch.ts'
import type { Metrics } from './metrics.ts'
import { readSigningSecret } from './signing-secret.ts'

/** Who signs access tokens. Without PUBLIC_URL nobody knows; nodes that share a database must then agree all the same. */
const issuerOf = ({ publicUrl }: Config) => publicUrl?.origin ?? 'http://localhost'

const sweepEveryMs = 60 * 60 * 1_000
const firstSweepMs = 60 * 1_000

/** Parts to use in place of those that the configuration asks for. The node closes them when it stops. */
export type Overrides = { bus?: Bus | undefined; outbound?: Outbound | undefined }

export type ServicesOptions = { cleanups: Cleanups; metrics: Metrics; overrides?: Overrides }

/**
 * Starts what the API works with. Each part is the embedded or the external one, as `config` says. How to close them is
 * added to `cleanups`, also when a later part fails to start.
 */
export async function startServices(
  config: Config,
  log: Logger,
  { cleanups, metrics, overrides = {} }: ServicesOptions,
): Promise<{ services: Services; signingKeys: SigningKeys }> {
  const moduleLog = (name: string) => log.child({ module: name })
  const { metadata, filter } = await loadInstallation(config.installation)

  const url = config.databaseUrl ?? (await startDatabase())
  await migrate(url)
  const db = cleanups.closing(openDatabase({ url, maxConnections: config.databasePool, log: moduleLog('db') }))

  const search = cleanups.closing(createSearchIndexer(db, moduleLog('search')))
  const bus = cleanups.closing(search.watch(metrics.watchBus(overrides.bus ?? createBus())))
  const presence = cleanups.closing(createPresence())
  const sharing = cleanups.closing(createPresenceSharing(db, config.people, moduleLog('presence')))
  const rateLimits = cleanups.closing(
    createRateLimits({
      redisUrl: config.redisUrl ?? undefined,
      off: !config.rateLimits,
      log: moduleLog('rate-limits'),
    }),
  )
  const hub = cleanups.closing(createHub({ bus, source: sourceFrom(db), log: moduleLog('hub') }))
  cleanups.closing(createProfileAudit({ db, hub, log: moduleLog('profiles') }))
  const filters = cleanups.closing(await createFilters(db, moduleLog('filters'), filter))
  const auditKey = auditKeyOf(config)
  cleanups.closing(createAuditHeads({ db, auditKey, log: moduleLog('audit') }))
  cleanups.closing(createFolding({ db, bus, log: moduleLog('names') }))

  const store = cleanups.closing(await createStore())
  const files = cleanups.closing(createFiles(store, { reserveBytes: config.diskReserveBytes, log: moduleLog('files') }))
  const jobs = cleanups.closing(await createJobs(db, moduleLog('jobs')))
  const outbound = cleanups.closing(overrides.outbound ?? createOutbound({ userAgent: 'Chime' }))
  const previewing = { db, files, jobs, log: moduleLog('previews') }
  const previews = createPreviews(previewing, config.linkPreviews ? outbound : null)

  const publish = publishMessages({ db, bus, log: moduleLog('publish') })
  const messageLog = cleanups.closing(
    createMessageLog(db, {
      onCommitted(committed) {
        publish(committed)
        // A message with a thread was sent earlier and is here because of a new reply: its links were looked at then.
        previews.look(committed.messages.filter(({ threadChannelId }) => threadChannelId === null))
      },
      onBatch: metrics.onBatch,
      log: moduleLog('message-log'),
    }),
  )
  const sessionLog = moduleLog('sessions')
  const sessions = cleanups.closing(
    createSessions(db, {
      ...config.sessionLife,
      onReuse({ id, userId }) {
        sessionLog.warn({ sessionId: id, userId }, 'a session token was used after it was replaced: session ended')
        publishTo({ bus, log: sessionLog }, sessionsEnded(userId, [id]))
      },
      log: sessionLog,
    }),
  )
  const seal = createSeal(await readSigningSecret(config, moduleLog('signing-secret')))
  const tokenLog = moduleLog('access-tokens')
  const signingKeys = cleanups.closing(createSigningKeys(db, { seal, log: tokenLog }))
  const loopWatch = cleanups.closing(new LoopWatch(moduleLog('loop')))
  startSweeps()

  const services: Services = {
    people: config.people,
    firstAdmin: config.firstAdmin,
    auditKey,
    filters,
    db,
    messageLog,
    jobs,
    previews,
    bus,
    hub,
    presence,
    sharing,
    rateLimits,
    answers: new AnswerLimits(),
    search,
    sessions,
    accessTokens: createAccessTokens(signingKeys, { issuer: issuerOf(config), log: tokenLog }),
    passwords: await createPasswords(['Chime', config.publicUrl?.hostname ?? '']),
    seal,
    files,
    fileQuotas: config.fileQuotas,
    outbound,
    mail: createMail({
      ...config.mail,
      baseUrl: config.publicUrl ?? new URL(`http://localhost:${config.port}`),
      log: moduleLog('mail'),
    }),
    admission: config.admission,
    log: moduleLog('api'),
    metadata,
    onCall: metrics.onCall,
    onCallBegin: (call) => loopWatch.begin(call),
    onCallEnd: (call) => loopWatch.end(call),
  }
  metrics.watchServices(services)
  await jobs.start(jobWork(services))
  // Closed first at the end, because jobs use all the parts above. (Closing them again later, as added above, does
  // nothing.)
  cleanups.closing(jobs)
  return { services, signingKeys }

  /** @returns the URL of an embedded Postgres */
  async function startDatabase(): Promise<string> {
    const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log: moduleLog('postgres') })
    cleanups.add(() => embedded.stop())
    return embedded.url
  }

  function createBus(): Bus {
    return config.redisUrl ? createRedisBus({ url: config.redisUrl, log: moduleLog('bus') }) : createMemoryBus()
  }

  function createPresence() {
    const options = { lastSeen: lastSeenIn(db), log: moduleLog('presence') }
    return config.redisUrl ? createRedisPresence({ url: config.redisUrl, ...options }) : createMemoryPresence(options)
  }

  async function createStore() {
    if (config.s3 === null) return createDiskStore({ folder: join(config.dataDir, 'files') })
    // Imported only when it is used, because the S3 SDK takes a while to load.
    const { createS3Store } = await import('@chime/files/s3')
    return createS3Store(config.s3)
  }

  function startSweeps(): void {
    const sweepAll = () => {
      const swept = { db, files, log: moduleLog('sweep') }
      const sweeps = {
        sessions: () => sessions.sweep(),
        links: () => sweepLinks(db),
        passkeyChallenges: () => sweepPasskeyChallenges(db),
        files: () => sweepFiles(swept),
        previews: () => sweepPreviews(swept),
        userRows: () => sweepUserRows(swept),
      }
      for (const [what, sweep] of Object.entries(sweeps)) {
        sweep().catch((err: unknown) => log.warn({ err, what }, 'what nobody needs was not swept'))
      }
    }
    // Also soon after the start, because a node may be restarted so often that the interval never passes.
    const sweeps = [setTimeout(sweepAll, firstSweepMs).unref(), setInterval(sweepAll, sweepEveryMs).unref()]
    cleanups.add(() => sweeps.forEach(clearTimeout))
  }
}
