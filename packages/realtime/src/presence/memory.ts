import type { ChosenStatus, Log, Presence } from '@chime/protocol'
import { loadLastSeen, saveLastSeen } from './last-seen.ts'
import { type PresenceLimits, presenceLimits } from './limits.ts'
import type { LastSeen, PresenceStore } from './presence.ts'
import { Watchers } from './watchers.ts'

export type MemoryPresenceOptions = { lastSeen: LastSeen; log: Log; limits?: Partial<PresenceLimits> }

type User = {
  /** Whether each connection is in use or idle. */
  connections: Map<string, 'used' | 'idle'>
  /** Runs after the last connection left; when it ends, the user is offline. */
  grace: NodeJS.Timeout | null
  /** Runs after the last connection in use left while idle ones stayed; when it ends, the user is away. */
  usedGrace: NodeJS.Timeout | null
  /** Whether the user was in use when the last connection left. */
  wasUsed: boolean
}

/** The presence of a node that is alone. It is gone when the process ends, but so are the connections. */
export function createMemoryPresence({ lastSeen, log, limits: changed }: MemoryPresenceOptions): PresenceStore {
  const limits = { ...presenceLimits, ...changed }
  const users = new Map<string, User>()
  /** What users chose, other than `online`. */
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

  /** Makes a change, and tells the watchers if it shows. The coming and going of an invisible user does not. */
  const change = (userId: string, apply: () => void) => {
    const before = shown(userId)
    apply()
    const status = shown(userId)
    if (status === before) return
    const at = status === 'offline' ? new Date() : null
    watchers.notify({ userId, status, lastSeenAt: at?.toISOString() ?? null })
    if (at !== null) void saveLastSeen(lastSeen, log, userId, at)
  }

  const stopTimer = (user: User, which: 'grace' | 'usedGrace') => {
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
        stopTimer(user, 'grace')
      })
    },
    async leave(userId, connectionId) {
      const user = users.get(userId)
      const use = user?.connections.get(connectionId)
      if (user === undefined || use === undefined) return
      user.wasUsed = use === 'used' || user.usedGrace !== null
      user.connections.delete(connectionId)
      if (user.connections.size === 0) {
        stopTimer(user, 'usedGrace')
        user.grace = setTimeout(() => change(userId, () => users.delete(userId)), limits.graceMs)
      } else if (use === 'used' && !hasUsed(user)) {
        user.usedGrace = setTimeout(() => change(userId, () => stopTimer(user, 'usedGrace')), limits.graceMs)
      }
    },
    async choose(userId, status, connectionId) {
      change(userId, () => {
        const isIdle = status === 'away' && connectionId !== null
        if (status === 'online' || isIdle) choices.delete(userId)
        else choices.set(userId, status)
        if (connectionId !== null) setUse(users.get(userId), connectionId, isIdle)
      })
    },
    async setIdle(userId, connectionId, isIdle) {
      change(userId, () => setUse(users.get(userId), connectionId, isIdle))
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
        stopTimer(user, 'grace')
        stopTimer(user, 'usedGrace')
      }
      const seen = [...users.keys()].filter((userId) => shown(userId) !== 'offline')
      users.clear()
      await Promise.all(seen.map((userId) => saveLastSeen(lastSeen, log, userId, new Date())))
    },
  }

  function setUse(user: User | undefined, connectionId: string, isIdle: boolean): void {
    if (!user?.connections.has(connectionId)) return
    user.connections.set(connectionId, isIdle ? 'idle' : 'used')
    stopTimer(user, 'usedGrace')
  }
}

const hasUsed = ({ connections }: User) => [...connections.values()].includes('used')
