import {
  createPasswords,
  createPresenceSharing,
  createProfileAudit,
  createSearchIndexer,
  createSessions,
  lastSeenIn,
  publishMessages,
  type Services,
  sourceFrom,
} from '@chime/api'
import { createMessageLog, migrate, openDatabase } from '@chime/db'
import { startEmbeddedPostgres } from '@chime/db/embedded'
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
import type { Metrics } from './metrics.ts'

const sweepEveryMs = 60 * 60 * 1_000

/** What to let go of at the end, the last first. */
export type Cleanups = (() => Promise<void>)[]

/** Starts what the API works with: embedded or configured, as `config` says. Puts their ends into `cleanups`. */
export async function startServices(
  config: Config,
  log: Logger,
  { cleanups, metrics, bus: givenBus }: { cleanups: Cleanups; metrics: Metrics; bus?: Bus | undefined },
): Promise<Services> {
  const module = (name: string) => log.child({ module: name })
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
  const bus = search.watch(metrics.watchBus(givenBus ?? ownBus()))
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
  const messageLog = createMessageLog(db, {
    onCommitted: publishMessages({ db, bus, log: module('publish') }),
    onBatch: metrics.onBatch,
    log: module('message-log'),
  })
  cleanups.push(() => messageLog.close())

  const sessions = createSessions(db)
  const sweep = setInterval(() => {
    sessions.sweep().catch((err: unknown) => log.warn({ err }, 'expired sessions not swept'))
  }, sweepEveryMs).unref()
  cleanups.push(async () => clearInterval(sweep))

  const services = {
    db,
    messageLog,
    bus,
    hub,
    presence,
    sharing,
    rateLimits,
    search,
    sessions,
    passwords: await createPasswords(),
    log: module('api'),
    onCall: metrics.onCall,
  }
  metrics.watchNode(services)
  return services
}
