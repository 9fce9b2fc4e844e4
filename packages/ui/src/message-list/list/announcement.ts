import type { Message } from '@chime/protocol'
import { plainLine } from '../../markdown/parser.ts'

const maxSpoken = 200

/** What a screen reader says about messages that just arrived: the message if it is one, else how many they are. */
export function announcement(arrived: readonly Message[], nameOf: (userId: string | null) => string): string {
  const only = arrived[0]
  if (!only) return ''
  if (arrived.length > 1) return `${arrived.length} new messages`
  if (only.kind === 'system') return only.content
  const text = plainLine(only.content)
  return `${nameOf(only.userId)}: ${text.length > maxSpoken ? `${text.slice(0, maxSpoken)}…` : text}`
}
