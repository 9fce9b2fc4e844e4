import type { ChosenStatus, Presence } from '@chime/protocol'

/**
 * Who is there. A connection is a lease that its node renews; a node that dies stops renewing, and its leases end
 * within 20 s. A user is online while any lease lives. Going offline waits a few seconds, so that a page reload does
 * not blink.
 *
 * Promises: nobody is shown online 20 s after their last connection died, nor offline while connected. While the store
 * cannot be reached, everybody is `unknown`; nothing here waits on it longer than 500 ms, and nothing here throws
 * because of it.
 */
export interface PresenceStore {
  enter(userId: string, connectionId: string): Promise<void>
  leave(userId: string, connectionId: string): Promise<void>
  /** What the user wants to show, on all their devices, until they choose again. `invisible` shows as `offline`. */
  choose(userId: string, status: ChosenStatus): Promise<void>
  /** In the order asked. */
  get(userIds: readonly string[]): Promise<Presence[]>
  /** Calls back with those that changed. Returns what ends it. The first callback is not the snapshot: call `get` after this. */
  watch(userIds: readonly string[], onChange: (changed: Presence[]) => void): () => void
  close(): Promise<void>
}

/** Where `lastSeenAt` outlives the store: the database. Written once each time a user goes offline. */
export interface LastSeen {
  save(userId: string, at: Date): Promise<void>
  load(userIds: readonly string[]): Promise<Map<string, Date>>
}
