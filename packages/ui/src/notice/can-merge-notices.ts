import type { Message } from '@chime/protocol'

/** Notices in which the actor is the one that it is about. */
const byThemselves = new Set(['joined', 'left'])
/** Notices in which the actor did something to others. */
const toOthers = new Set(['added', 'removed'])

/**
 * Whether a notice can be shown in one sentence with the one before it: both of one kind, and where it matters by one
 * actor.
 */
export function canMergeNotices(before: Message, next: Message): boolean {
  if (before.kind !== 'system' || next.kind !== 'system') return false
  const kind = next.metadata.notice
  if (kind === undefined || kind !== before.metadata.notice) return false
  return byThemselves.has(kind) || (toOthers.has(kind) && before.userId === next.userId)
}
