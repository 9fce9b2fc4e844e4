/** Real time between nodes and inside one: bus, hub, presence, rate limits. No SQL and no tRPC here. */
export type { Bus, Publication, Topic } from './bus/bus.ts'
export { createMemoryBus } from './bus/memory.ts'
export { createRedisBus, type RedisBusOptions } from './bus/redis.ts'
export { createHub } from './hub/create-hub.ts'
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
} from './hub/hub.ts'
export { type HubLimits, hubLimits } from './hub/limits.ts'
export { type PresenceLimits, presenceLimits } from './presence/limits.ts'
export { createMemoryPresence, type MemoryPresenceOptions } from './presence/memory.ts'
export type { LastSeen, PresenceStore } from './presence/presence.ts'
export { createRedisPresence, type RedisPresenceOptions } from './presence/redis/store.ts'
export { createRateLimits, type RateLimitsOptions } from './rate-limits/create-rate-limits.ts'
export type { RateLimits, RateRule } from './rate-limits/rate-limits.ts'
