/**
 * Part of the names of all locks and channels. It changes whenever the messages below do, so that tabs which loaded
 * different releases leave each other alone.
 */
export const version = 1

/** On the channel of the group, which all its tabs hear. */
export type GroupMessage =
  /** This tab leads from now on. */
  | { kind: 'leader' }
  /** A tab asks the leader for a line, on a channel of this name. */
  | { kind: 'open'; line: string; url: string }

/** On the channel of one line, from the tab to the leader. */
export type ToLeader =
  | { kind: 'frame'; text: string }
  /** So many characters of frames were taken in since the last time. */
  | { kind: 'taken'; characters: number }
  /** Is the leader still there? */
  | { kind: 'beat' }
  | { kind: 'close'; code: number | undefined }

/** On the channel of one line, from the leader to the tab. */
export type ToTab =
  | { kind: 'opened' }
  | { kind: 'frame'; text: string }
  | { kind: 'beat' }
  | { kind: 'closed'; code: number; reason: string }

/** The close code for tabs whose socket turned out to belong to another user than they expect. */
export const strangerCode = 4001

/** The browser's means by which tabs find each other. */
export type TabPorts = {
  locks: LockManager
  Channel: typeof BroadcastChannel
}
