// One real node of Chime. Events are published on its bus, as a commit does it.
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
      // Without a revision: the audit would object to revisions that the database does not have.
      const publication = { topic: `channel:${channelId}`, after: null, revision: null, events } as const
      // If Redis answers too late, it has most likely delivered the event. If not, the clients miss it when they count.
      bus.publish(publication).catch(() => {})
    },
  }
})
