import type { Role } from './member.ts'
import type { Message } from './message.ts'

/** Whom a notice is about. */
interface People {
  /** The first `limits.noticePeopleMax` of them. */
  userIds: string[]
  /** How many they are in all. */
  count: number
}
/**
 * What a system message reports. It stands in the message's metadata, so that a UI can phrase it in its own words. The
 * message's `userId` is the person who did it. Direct conversations and threads have no notices. Announcement channels
 * have none about people who join or leave by themselves.
 */
export type Notice =
  | { notice: 'joined' }
  | { notice: 'left' }
  | ({ notice: 'added' } & People)
  | ({ notice: 'removed' } & People)
  | ({ notice: 'role'; role: Role } & People)
  | { notice: 'renamed'; name: string }
  | { notice: 'described'; description: string }
  | { notice: 'slowed'; seconds: number }
  | { notice: 'archived' }
  | { notice: 'unarchived' }

/**
 * Reads a notice from a message. It is written by hand instead of with zod, because a client that shows a conversation
 * needs it, and would load the whole of zod for it.
 *
 * @returns null for a message that a person wrote, and for a notice that this version does not know: show its content
 */
export function noticeOf({ kind, metadata }: Pick<Message, 'kind' | 'metadata'>): Notice | null {
  if (kind !== 'system') return null
  const { notice } = metadata
  switch (notice) {
    case 'joined':
    case 'left':
    case 'archived':
    case 'unarchived':
      return { notice }
    case 'added':
    case 'removed': {
      const people = peopleOf(metadata)
      return people && { notice, ...people }
    }
    case 'role': {
      const people = peopleOf(metadata)
      const role = roles.find((known) => known === metadata.role)
      return people && role ? { notice, ...people, role } : null
    }
    case 'renamed':
      return metadata.name === undefined ? null : { notice, name: metadata.name }
    case 'described':
      return metadata.description === undefined ? null : { notice, description: metadata.description }
    case 'slowed': {
      const seconds = countOf(metadata.seconds)
      return seconds === null ? null : { notice, seconds }
    }
    default:
      return null
  }
}

const roles: readonly Role[] = ['owner', 'admin', 'member']
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

function peopleOf({ userIds = '', count }: Record<string, string>): People | null {
  const ids = userIds.split(' ').filter(Boolean)
  const people = countOf(count)
  return people && ids.every((id) => uuid.test(id)) ? { userIds: ids, count: people } : null
}

function countOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null
}
