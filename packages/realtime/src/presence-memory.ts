import type { ChosenStatus, Log, Presence } from '@chime/protocol'
import type { LastSeen, PresenceStore } from './presence.ts'
import { loadLastSeen, saveLastSeen } from './presence-last-seen.ts'
import { type PresenceLimits, presenceLimits } from './presence-limits.ts'
import { Watchers } from './presence-watchers.ts'

export type MemoryPresenceOptions = { lastSeen: LastSeen; log: Log; limits?: Partial<PresenceLimits> }

type User = { connections: Set<string>; grace: NodeJS.Timeout | null }

/** The presence of a node that is alone: it forgets with the process, and so do the connections. */
export function createMemoryPresence({ lastSeen, log, limits: changed }: MemoryPresenceOptions): PresenceStore {
  const limits = { ...presenceLimits, ...changed }
  const users = new Map<string, User>()
  /** Those who chose anything but `online`. */
  const choices = new Map<string, ChosenStatus>()
  const watchers = new Watchers()
  let open = true

  const shown = (userId: string): Presence['status'] => {
    if (!users.has(userId)) return 'offline'
    const choice = choices.get(userId) ?? 'online'
    return choice === 'invisible' ? 'offline' : choice
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

  return {
    async enter(userId, connectionId) {
      if (!open) return
      change(userId, () => {
        const user = users.get(userId) ?? { connections: new Set(), grace: null }
        users.set(userId, user)
        user.connections.add(connectionId)
        if (user.grace !== null) clearTimeout(user.grace)
        user.grace = null
      })
    },
    async leave(userId, connectionId) {
      const user = users.get(userId)
      if (!user?.connections.delete(connectionId) || user.connections.size > 0) return
      user.grace = setTimeout(() => change(userId, () => users.delete(userId)), limits.graceMs)
    },
    async choose(userId, status) {
      change(userId, () => {
        if (status === 'online') choices.delete(userId)
        else choices.set(userId, status)
      })
    },
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
      for (const user of users.values()) if (user.grace !== null) clearTimeout(user.grace)
      const seen = [...users.keys()].filter((userId) => shown(userId) !== 'offline')
      users.clear()
      await Promise.all(seen.map((userId) => saveLastSeen(lastSeen, log, userId, new Date())))
    },
  }
}
