import type { ChosenStatus, Presence } from '@chime/protocol'

/**
 * Which users are online. Every connection has a lease that its node renews. A node that dies renews no more, and its
 * leases end within 20 s. A user is online while any lease lives. Going offline waits a few seconds, so that nobody
 * blinks when a page is reloaded.
 *
 * What a user chose (`busy`, `invisible`) holds for all devices until they choose again. Idleness belongs to one
 * connection and ends with it: a user who chose nothing is `away` while every connection is idle. `invisible` shows as
 * `offline`, and nothing that an invisible user does can be seen, not even by `lastSeenAt`.
 *
 * Promises that nobody is shown as online 20 s after their last connection died, or as offline while connected. While
 * the store cannot be reached, every user is `unknown`. No call waits for it longer than 500 ms, or throws because of it.
 */
export interface PresenceStore {
  /** Registers a connection. It counts as in use until `setIdle` says otherwise. */
  enter(userId: string, connectionId: string): Promise<void>
  leave(userId: string, connectionId: string): Promise<void>
  /**
   * Sets what the user wants to show, on all devices. `online` takes back what was chosen.
   *
   * @param connectionId the connection that the user chose on, which is in use then; but `away` makes this connection
   *   idle instead, and takes back what was chosen. With null, `away` is a choice like the others
   */
  choose(userId: string, status: ChosenStatus, connectionId: string | null): Promise<void>
  /** Says whether the user is idle on this connection. Does nothing for a connection that has not entered on this node. */
  setIdle(userId: string, connectionId: string, isIdle: boolean): Promise<void>
  /** Whether a user who is connected to this node is invisible. A choice that was made on another node is known here within 5 s. */
  isInvisible(userId: string): boolean
  /** The presence of each of these users, in this order. */
  get(userIds: readonly string[]): Promise<Presence[]>
  /** Calls back with every change from now on. For the present state, call `get` after this. @returns a function that ends the watch */
  watch(userIds: readonly string[], onChange: (changed: Presence[]) => void): () => void
  close(): Promise<void>
}

/** Keeps `lastSeenAt` in the database, where it outlives the store. `save` is called once each time a user goes offline. */
export interface LastSeen {
  save(userId: string, at: Date): Promise<void>
  load(userIds: readonly string[]): Promise<Map<string, Date>>
}
