import type { ChosenStatus, Presence } from '@chime/protocol'

/**
 * Who is there. A connection is a lease that its node renews; a node that dies stops renewing, and its leases end
 * within 20 s. A user is online while any lease lives. Going offline waits a few seconds, so that a page reload does
 * not blink.
 *
 * What a user chose (`busy`, `invisible`) is one choice for all devices, until they choose again. Idleness belongs to a
 * connection and goes with it: a user who chose nothing is `away` while every connection is idle. `invisible` shows as
 * `offline`, and nothing that an invisible user does can be seen, `lastSeenAt` included.
 *
 * Promises: nobody is shown online 20 s after their last connection died, nor offline while connected. While the store
 * cannot be reached, everybody is `unknown`; nothing here waits on it longer than 500 ms, and nothing here throws
 * because of it.
 */
export interface PresenceStore {
  /** The connection is in use, until `setIdle` says otherwise. */
  enter(userId: string, connectionId: string): Promise<void>
  leave(userId: string, connectionId: string): Promise<void>
  /**
   * What the user wants to show. By `connectionId`, that connection is in use, or with `away` it is the idle one and the
   * user chooses nothing more; without one, `away` is a choice like the others. `online` takes back what was chosen.
   */
  choose(userId: string, status: ChosenStatus, connectionId: string | null): Promise<void>
  /** Whether anybody uses this connection. Does nothing for one that has not entered here. */
  setIdle(userId: string, connectionId: string, isIdle: boolean): Promise<void>
  /** Whether this node knows the user, who is connected to it, to be invisible; a choice made on another one within 5 s. */
  isInvisible(userId: string): boolean
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
