import type { ClientContext, Redis, Result } from 'ioredis'

/**
 * What presence does in Redis. Each script is atomic, and takes the time from Redis, so that a wrong clock of a node
 * does no harm.
 *
 * Users are spread over buckets. All keys of a bucket share a hash tag, so that each script stays on one node of a
 * cluster. `KEYS[1]` is the bucket's `online`; the other keys are made from `ARGV[1]`, which has the same tag.
 *
 * - `online`: sorted set of users, by the time when the last lease or the grace ends. Its users are online.
 * - `used`: the same, for leases in use only. Its users are not away.
 * - `leases:<user>`: sorted set of connections, by the time when the lease ends.
 * - `used:<user>`: the same, for connections in use only.
 * - `chosen:<user>`: what the user chose to show; `online` means that they chose nothing.
 * - `hold`: while this exists, nobody is taken out of `online` and `used`.
 */
const now = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local text = function(ms) return string.format('%.0f', ms) end
  local last = function(leases)
    return tonumber(redis.call('ZREVRANGE', leases, 0, 0, 'WITHSCORES')[2] or 0)
  end
`

const scripts = {
  /**
   * Takes or renews leases, and stores a choice again that Redis has forgotten. ARGV: base, channels, leaseMs, then for
   * each lease: user, connection, the choice that the node knows, and `idle` or ''. Returns the choice of each.
   */
  chimeRenew: `${now}
    local choices = {}
    local keep = function(leases, ends, connection)
      redis.call('ZADD', leases, ends, connection)
      redis.call('ZREMRANGEBYSCORE', leases, '-inf', now)
      redis.call('PEXPIRE', leases, 2 * ARGV[3])
    end
    for i = 4, #ARGV, 4 do
      local user, connection, ends = ARGV[i], ARGV[i + 1], now + ARGV[3]
      local used = ARGV[1] .. 'used:' .. user
      local isNew = not redis.call('ZSCORE', KEYS[1], user)
      keep(ARGV[1] .. 'leases:' .. user, ends, connection)
      redis.call('ZADD', KEYS[1], 'GT', ends, user)
      local wasUsed = redis.call('ZSCORE', ARGV[1] .. 'used', user)
      local isUsed = wasUsed
      if ARGV[i + 3] == '' then
        keep(used, ends, connection)
        redis.call('ZADD', ARGV[1] .. 'used', 'GT', ends, user)
        isUsed = true
      elseif redis.call('ZREM', used, connection) == 1 then
        isUsed = last(used) > now
        if isUsed then redis.call('ZADD', ARGV[1] .. 'used', last(used), user)
        else redis.call('ZREM', ARGV[1] .. 'used', user) end
      end
      local choice = redis.call('GET', ARGV[1] .. 'chosen:' .. user)
      if not choice then
        choice = ARGV[i + 2]
        if choice ~= 'online' then redis.call('SET', ARGV[1] .. 'chosen:' .. user, choice) end
      end
      local isSeen = choice == 'online' and not isUsed ~= not wasUsed
      if isSeen or isNew and choice ~= 'invisible' then redis.call('PUBLISH', ARGV[2] .. user, '') end
      choices[#choices + 1] = choice
    end
    return choices`,

  /** Ends leases. ARGV: base, graceMs, then pairs of user and connection. */
  chimeLeave: `${now}
    local leave = function(leases, users, user, connection)
      if redis.call('ZREM', leases, connection) == 1 and redis.call('ZSCORE', users, user) then
        redis.call('ZADD', users, math.max(now + ARGV[2], last(leases)), user)
      end
    end
    for i = 3, #ARGV, 2 do
      leave(ARGV[1] .. 'leases:' .. ARGV[i], KEYS[1], ARGV[i], ARGV[i + 1])
      leave(ARGV[1] .. 'used:' .. ARGV[i], ARGV[1] .. 'used', ARGV[i], ARGV[i + 1])
    end
    return 1`,

  /** Stores a choice. ARGV: base, channels, user, choice. Returns the time if others see the user leave by this, else ''. */
  chimeChoose: `${now}
    local key = ARGV[1] .. 'chosen:' .. ARGV[3]
    local before = redis.call('GET', key) or 'online'
    redis.call('SET', key, ARGV[4])
    if before == ARGV[4] or not redis.call('ZSCORE', KEYS[1], ARGV[3]) then return '' end
    local seen = ARGV[4] == 'invisible' and text(now) or ''
    redis.call('PUBLISH', ARGV[2] .. ARGV[3], seen)
    return seen`,

  /** ARGV: base, then users. Returns the status that each shows. */
  chimeReadStatuses: `
    local shown = {}
    for i = 2, #ARGV do
      local status = 'offline'
      if redis.call('ZSCORE', KEYS[1], ARGV[i]) then
        status = redis.call('GET', ARGV[1] .. 'chosen:' .. ARGV[i]) or 'online'
        if status == 'invisible' then status = 'offline'
        elseif status == 'online' and not redis.call('ZSCORE', ARGV[1] .. 'used', ARGV[i]) then status = 'away' end
      end
      shown[#shown + 1] = status
    end
    return shown`,

  /**
   * Takes out users whose leases ended. ARGV: base, channels, graceMs, limit, and the time of Redis after which this
   * does nothing: a sweep that waited in a socket while Redis was stopped would find everybody's lease ended. Returns
   * the time, then pairs of user and the time when they were last seen.
   */
  chimeSweep: `${now}
    local gone = { text(now) }
    if now > tonumber(ARGV[5]) or redis.call('EXISTS', ARGV[1] .. 'hold') == 1 then return gone end
    local ended = function(users) return redis.call('ZRANGEBYSCORE', users, '-inf', now, 'LIMIT', 0, ARGV[4]) end
    for _, user in ipairs(ended(KEYS[1])) do
      local seen = text(redis.call('ZSCORE', KEYS[1], user) - ARGV[3])
      redis.call('ZREM', KEYS[1], user)
      redis.call('ZREM', ARGV[1] .. 'used', user)
      if redis.call('GET', ARGV[1] .. 'chosen:' .. user) ~= 'invisible' then
        redis.call('PUBLISH', ARGV[2] .. user, seen)
        gone[#gone + 1] = user
        gone[#gone + 1] = seen
      end
    end
    for _, user in ipairs(ended(ARGV[1] .. 'used')) do
      redis.call('ZREM', ARGV[1] .. 'used', user)
      local choice = redis.call('GET', ARGV[1] .. 'chosen:' .. user) or 'online'
      if choice == 'online' and redis.call('ZSCORE', KEYS[1], user) then redis.call('PUBLISH', ARGV[2] .. user, '') end
    end
    return gone`,

  /** Keeps sweeps off for holdMs, if that is not 0. ARGV: base, holdMs. Returns the time. */
  chimeHold: `${now}
    if tonumber(ARGV[2]) > 0 then redis.call('SET', ARGV[1] .. 'hold', 1, 'PX', ARGV[2]) end
    return text(now)`,
}

type Run<Context extends ClientContext> = (key: string, ...args: (string | number)[]) => Result<unknown, Context>

declare module 'ioredis' {
  interface RedisCommander<Context> extends Record<keyof typeof scripts, Run<Context>> {}
}

export function defineScripts(redis: Redis): void {
  for (const [name, lua] of Object.entries(scripts)) redis.defineCommand(name, { numberOfKeys: 1, lua })
}

const buckets = 16

/** The bucket that a user's keys are in. */
export function bucketOf(userId: string): number {
  let hash = 0
  for (let i = 0; i < userId.length; i += 1) hash = (Math.imul(hash, 31) + userId.charCodeAt(i)) | 0
  return (hash >>> 0) % buckets
}

export const allBuckets: readonly number[] = Array.from({ length: buckets }, (_, bucket) => bucket)
