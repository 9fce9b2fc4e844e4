/** What happens between nodes and inside one: bus, hub, presence, rate limits. No SQL and no tRPC here. */
export type { Bus, Publication, Topic } from './bus.ts'
export { createMemoryBus } from './bus-memory.ts'
export { createRedisBus, type RedisBusOptions } from './bus-redis.ts'
export type {
  Answer,
  Hub,
  HubConnection,
  HubCounters,
  HubGauges,
  HubOptions,
  HubStats,
  HubStream,
  Question,
  Repair,
  Sink,
  Socket,
  Source,
} from './hub.ts'
export { type HubLimits, hubLimits } from './hub-limits.ts'
export { createHub } from './hub-node.ts'
export type { LastSeen, PresenceStore } from './presence.ts'
export { type PresenceLimits, presenceLimits } from './presence-limits.ts'
export { createMemoryPresence, type MemoryPresenceOptions } from './presence-memory.ts'
export { createRedisPresence, type RedisPresenceOptions } from './presence-redis.ts'
export type { RateLimits, RateRule } from './rate-limits.ts'
export { createRateLimits, type RateLimitsOptions } from './rate-limits-create.ts'
