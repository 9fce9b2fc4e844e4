import type { Message } from '@chime/protocol'

const maxSpoken = 200

/** What a screen reader says about messages that just arrived: the message itself, or how many there are. */
export function announcement(arrived: readonly Message[], nameOf: (userId: string | null) => string): string {
  const only = arrived[0]
  if (!only) return ''
  if (arrived.length > 1) return `${arrived.length} new messages`
  if (only.kind === 'system') return only.content
  const text = only.content.length > maxSpoken ? `${only.content.slice(0, maxSpoken)}…` : only.content
  return `${nameOf(only.userId)}: ${text}`
}
