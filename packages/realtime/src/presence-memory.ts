import type { ChosenStatus, Log, Presence } from '@chime/protocol'
import type { LastSeen, PresenceStore } from './presence.ts'
import { loadLastSeen, saveLastSeen } from './presence-last-seen.ts'
import { type PresenceLimits, presenceLimits } from './presence-limits.ts'
import { Watchers } from './presence-watchers.ts'

export type MemoryPresenceOptions = { lastSeen: LastSeen; log: Log; limits?: Partial<PresenceLimits> }

type User = {
  /** Those in use, and those that are idle. */
  connections: Map<string, 'used' | 'idle'>
  /** Until when the user stays here after the last connection left. */
  grace: NodeJS.Timeout | null
  /** The same for being in use, after the last connection in use left. Without `grace`, others are still connected. */
  usedGrace: NodeJS.Timeout | null
  wasUsed: boolean
}

/** The presence of a node that is alone: it forgets with the process, and so do the connections. */
export function createMemoryPresence({ lastSeen, log, limits: changed }: MemoryPresenceOptions): PresenceStore {
  const limits = { ...presenceLimits, ...changed }
  const users = new Map<string, User>()
  /** Those who chose anything but `online`. */
  const choices = new Map<string, ChosenStatus>()
  const watchers = new Watchers()
  let open = true

  const shown = (userId: string): Presence['status'] => {
    const user = users.get(userId)
    if (user === undefined) return 'offline'
    const choice = choices.get(userId)
    if (choice !== undefined) return choice === 'invisible' ? 'offline' : choice
    const isUsed = user.connections.size === 0 ? user.wasUsed : user.usedGrace !== null || hasUsed(user)
    return isUsed ? 'online' : 'away'
  }

  /** Makes a change, and tells of what others see of it. An invisible user's coming and going is not to be seen. */
  const change = (userId: string, make: () => void) => {
    const before = shown(userId)
    make()
    const status = shown(userId)
    if (status === before) return
    const at = status === 'offline' ? new Date() : null
    watchers.notify({ userId, status, lastSeenAt: at?.toISOString() ?? null })
    if (at !== null) void saveLastSeen(lastSeen, log, userId, at)
  }

  const stop = (user: User, which: 'grace' | 'usedGrace') => {
    if (user[which] !== null) clearTimeout(user[which])
    user[which] = null
  }

  return {
    async enter(userId, connectionId) {
      if (!open) return
      change(userId, () => {
        const user = users.get(userId) ?? { connections: new Map(), grace: null, usedGrace: null, wasUsed: true }
        users.set(userId, user)
        if (!user.connections.has(connectionId)) user.connections.set(connectionId, 'used')
        stop(user, 'grace')
      })
    },
    async leave(userId, connectionId) {
      const user = users.get(userId)
      const was = user?.connections.get(connectionId)
      if (user === undefined || was === undefined) return
      user.wasUsed = was === 'used' || user.usedGrace !== null
      user.connections.delete(connectionId)
      if (user.connections.size === 0) {
        stop(user, 'usedGrace')
        user.grace = setTimeout(() => change(userId, () => users.delete(userId)), limits.graceMs)
      } else if (was === 'used' && !hasUsed(user)) {
        user.usedGrace = setTimeout(() => change(userId, () => stop(user, 'usedGrace')), limits.graceMs)
      }
    },
    async choose(userId, status, connectionId) {
      change(userId, () => {
        const isIdle = status === 'away' && connectionId !== null
        if (status === 'online' || isIdle) choices.delete(userId)
        else choices.set(userId, status)
        if (connectionId !== null) use(users.get(userId), connectionId, isIdle)
      })
    },
    async setIdle(userId, connectionId, isIdle) {
      change(userId, () => use(users.get(userId), connectionId, isIdle))
    },
    isInvisible: (userId) => choices.get(userId) === 'invisible',
    async get(userIds) {
      const offline = userIds.filter((userId) => shown(userId) === 'offline')
      const seen = await loadLastSeen(lastSeen, log, offline)
      return userIds.map((userId) => {
        const status = shown(userId)
        return { userId, status, lastSeenAt: status === 'offline' ? (seen.get(userId)?.toISOString() ?? null) : null }
      })
    },
    watch: (userIds, onChange) => watchers.watch(userIds, onChange),
    async close() {
      open = false
      for (const user of users.values()) {
        stop(user, 'grace')
        stop(user, 'usedGrace')
      }
      const seen = [...users.keys()].filter((userId) => shown(userId) !== 'offline')
      users.clear()
      await Promise.all(seen.map((userId) => saveLastSeen(lastSeen, log, userId, new Date())))
    },
  }

  function use(user: User | undefined, connectionId: string, isIdle: boolean): void {
    if (!user?.connections.has(connectionId)) return
    user.connections.set(connectionId, isIdle ? 'idle' : 'used')
    stop(user, 'usedGrace')
  }
}

const hasUsed = ({ connections }: User) => [...connections.values()].includes('used')
