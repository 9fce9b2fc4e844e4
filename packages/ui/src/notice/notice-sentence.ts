import { isolated, type Notice } from '@chime/protocol'
import { joinNames } from '../user/join-names.ts'

/** How a name is found, isolated as `displayName` does it; the reader is called "you". */
type NameLookup = { of: (userId: string | null) => string; meId: string }

/** A notice and who caused it; null for a deleted account. */
export type AttributedNotice = { notice: Notice; userId: string | null }

const shownNames = 2

/**
 * What has happened, in one sentence: "Ann, Ben and 3 others joined".
 *
 * @param notices all of one kind, and all by one person unless that kind is `joined` or `left`: see `canMergeNotices`
 */
export function noticeSentence(notices: readonly AttributedNotice[], names: NameLookup): string {
  const first = notices[0]
  if (!first) return ''
  const who = subject(first.userId, names)
  const { notice } = first
  switch (notice.notice) {
    case 'joined':
    case 'left':
      return `${namesOf(
        notices.map(({ userId }) => userId),
        notices.length,
        names,
        'subject',
      )} ${notice.notice}`
    case 'added':
    case 'removed':
      return `${who} ${notice.notice} ${concerned(notices, names)}`
    case 'role':
      return `${who} made ${concerned(notices, names)} ${roleWords[notice.role]}`
    case 'renamed':
      return `${who} renamed the channel to “${isolated(notice.name)}”`
    case 'described':
      return notice.description
        ? `${who} changed the description: ${isolated(notice.description)}`
        : `${who} removed the description`
    case 'slowed':
      return notice.seconds > 0
        ? `${who} turned on slow mode: one message every ${duration(notice.seconds)}`
        : `${who} turned off slow mode`
    case 'archived':
    case 'unarchived':
      return `${who} ${notice.notice} the channel`
  }
}

const roleWords = { owner: 'an owner', admin: 'an admin', member: 'a member' }

function subject(userId: string | null, { of, meId }: NameLookup): string {
  return userId === meId ? 'You' : of(userId)
}

function concerned(notices: readonly AttributedNotice[], names: NameLookup): string {
  const ids: string[] = []
  let count = 0
  for (const { notice } of notices) {
    if (!('userIds' in notice)) continue
    ids.push(...notice.userIds)
    count += notice.count
  }
  return namesOf(ids, count, names, 'object')
}

/**
 * "Ann", "Ann and Ben", "Ann, Ben and 3 others"; the reader comes first.
 *
 * @param ids those whose ids are known, possibly with repetitions
 * @param count how many there are in all; it can be more than `ids`, because a notice names only the first ones
 */
function namesOf(
  ids: readonly (string | null)[],
  count: number,
  names: NameLookup,
  part: 'subject' | 'object',
): string {
  const all = [...new Set(ids)]
  // Somebody who is in two of the notices is counted once.
  const people = Math.max(all.length, count - (ids.length - all.length))
  const mine = all.includes(names.meId)
  const ordered = mine ? [names.meId, ...all.filter((id) => id !== names.meId)] : all
  const shown = ordered
    .slice(0, people > shownNames + 1 ? shownNames : people)
    .map((id) => (id !== names.meId ? names.of(id) : part === 'subject' ? 'You' : 'you'))
  return joinNames(shown, people - shown.length)
}

function duration(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? 'second' : `${seconds} seconds`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return minutes === 1 ? 'minute' : `${minutes} minutes`
  const hours = Math.round(minutes / 60)
  return hours === 1 ? 'hour' : `${hours} hours`
}
