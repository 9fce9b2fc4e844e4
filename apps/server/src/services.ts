import { join } from 'node:path'
import {
  createPasswords,
  createPresenceSharing,
  createPreviews,
  createProfileAudit,
  createSearchIndexer,
  createSessions,
  jobWork,
  lastSeenIn,
  publishMessages,
  type Services,
  sourceFrom,
  sweepFiles,
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
import type { Config } from './config.ts'
import { loadInstallation } from './installation.ts'
import type { Metrics } from './metrics.ts'

const sweepEveryMs = 60 * 60 * 1_000
const firstSweepMs = 60 * 1_000

/** What to let go of at the end, the last first. */
export type Cleanups = (() => Promise<void>)[]

/** Starts what the API works with: embedded or configured, as `config` says. Puts their ends into `cleanups`. */
export async function startServices(
  config: Config,
  log: Logger,
  { cleanups, metrics, ...given }: { cleanups: Cleanups; metrics: Metrics; bus?: Bus; outbound?: Outbound },
): Promise<Services> {
  const module = (name: string) => log.child({ module: name })
  const { metadata } = await loadInstallation(config.installation)
  let url = config.databaseUrl
  if (url === null) {
    const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log: module('postgres') })
    cleanups.push(() => embedded.stop())
    url = embedded.url
  }
  await migrate(url)
  const db = openDatabase({ url, maxConnections: config.databasePool, log: module('db') })
  cleanups.push(() => db.close())

  const ownBus = () =>
    config.redisUrl ? createRedisBus({ url: config.redisUrl, log: module('bus') }) : createMemoryBus()
  const search = createSearchIndexer(db, module('search'))
  cleanups.push(() => search.close())
  const bus = search.watch(metrics.watchBus(given.bus ?? ownBus()))
  cleanups.push(() => bus.close())
  const lastSeen = lastSeenIn(db)
  const presence = config.redisUrl
    ? createRedisPresence({ url: config.redisUrl, lastSeen, log: module('presence') })
    : createMemoryPresence({ lastSeen, log: module('presence') })
  cleanups.push(() => presence.close())
  const sharing = createPresenceSharing(db, module('presence'))
  cleanups.push(async () => sharing.close())
  const rateLimits = createRateLimits({
    redisUrl: config.redisUrl ?? undefined,
    off: !config.rateLimits,
    log: module('rate-limits'),
  })
  cleanups.push(() => rateLimits.close())
  const hub = createHub({ bus, source: sourceFrom(db), log: module('hub') })
  cleanups.push(() => hub.close())
  const profiles = createProfileAudit({ db, hub, log: module('profiles') })
  cleanups.push(async () => profiles.close())
  const store = config.s3
    ? // Only here: the SDK of S3 takes a while to load.
      (await import('@chime/files/s3')).createS3Store(config.s3)
    : createDiskStore({ folder: join(config.dataDir, 'files') })
  cleanups.push(async () => store.close())
  const files = createFiles(store, { reserveBytes: config.diskReserve })

  const jobs = await createJobs(db, module('jobs'))
  cleanups.push(() => jobs.close())
  const outbound = config.linkPreviews
    ? (given.outbound ?? createOutbound({ userAgent: 'Chime (link preview)' }))
    : null
  cleanups.push(async () => outbound?.close())
  const previews = createPreviews({ db, files, jobs, log: module('previews') }, outbound)
  const announce = publishMessages({ db, bus, log: module('publish') })
  const messageLog = createMessageLog(db, {
    onCommitted(committed) {
      announce(committed)
      // With a thread, it is not a new one but one that got replies.
      previews.look(committed.messages.filter(({ threadChannelId }) => threadChannelId === null))
    },
    onBatch: metrics.onBatch,
    log: module('message-log'),
  })
  cleanups.push(() => messageLog.close())

  const sessions = createSessions(db)
  const sweepAll = () => {
    sessions.sweep().catch((err: unknown) => log.warn({ err }, 'expired sessions not swept'))
    sweepFiles({ db, files, log: module('files') }).catch((err: unknown) => log.warn({ err }, 'files not swept'))
  }
  // Also soon after the start, for a node that is restarted every day before the hour is over.
  const sweeps = [setTimeout(sweepAll, firstSweepMs).unref(), setInterval(sweepAll, sweepEveryMs).unref()]
  cleanups.push(async () => sweeps.forEach(clearTimeout))

  const services = {
    db,
    messageLog,
    jobs,
    previews,
    bus,
    hub,
    presence,
    sharing,
    rateLimits,
    search,
    sessions,
    passwords: await createPasswords(),
    files,
    log: module('api'),
    metadata,
    onCall: metrics.onCall,
  }
  metrics.watchNode(services)
  await jobs.start(jobWork(services))
  // Before all that its work needs.
  cleanups.push(() => jobs.close())
  return services
}
