import type { Message } from '@chime/protocol'

const comings = new Set(['joined', 'left'])
const doings = new Set(['added', 'removed'])

/** Whether a notice can be told in one sentence with the one before it. */
export function foldsInto(before: Message, next: Message): boolean {
  if (before.kind !== 'system' || next.kind !== 'system') return false
  const kind = next.metadata.notice
  if (kind === undefined || kind !== before.metadata.notice) return false
  return comings.has(kind) || (doings.has(kind) && before.userId === next.userId)
}
