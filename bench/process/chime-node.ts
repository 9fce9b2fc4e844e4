// One real node of Chime. Events are fed into its bus, which stands where a commit hands its publication on.
import { createMemoryBus, createRedisBus } from '@chime/realtime'
import { readConfig } from '@chime/server/src/config.ts'
import { startNode } from '@chime/server/src/node.ts'
import { pino } from 'pino'
import { serve } from './serve.ts'

serve(async ({ databaseUrl, redisUrl, channelId }) => {
  const environment = { NODE_ENV: 'production', PORT: '0', RATE_LIMITS: 'off', LOG_LEVEL: 'error' }
  const config = readConfig({ ...environment, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl ?? '' })
  const log = pino({ level: config.logLevel })
  const bus = redisUrl === null ? createMemoryBus() : createRedisBus({ url: redisUrl, log })
  const { url } = await startNode(config, log, { bus })
  return {
    url,
    publish(events) {
      // Without a revision, as a hint: the audit would rightly object to revisions that the database has never seen.
      const publication = { topic: `channel:${channelId}`, after: null, revision: null, events } as const
      // A Redis that answers too late has most likely carried it; if not, the clients' counting finds out.
      bus.publish(publication).catch(() => {})
    },
  }
})
