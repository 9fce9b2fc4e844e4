import type { Notice } from '@chime/protocol'

/** How people are called in a notice; "you" for the reader. */
export type Naming = { of: (userId: string | null) => string; meId: string }

/** One thing that happened, by whom. */
export type Happened = { notice: Notice; userId: string | null }

const shownNames = 2

/**
 * What has happened, in one sentence: "Ann, Ben and 3 others joined". Several are of one kind, and unless they came and
 * went by themselves by one person: see `foldsInto`.
 */
export function noticeWords(happened: readonly Happened[], naming: Naming): string {
  const first = happened[0]
  if (!first) return ''
  const who = subject(first.userId, naming)
  const { notice } = first
  switch (notice.notice) {
    case 'joined':
    case 'left':
      return `${namesOf(
        happened.map(({ userId }) => userId),
        happened.length,
        naming,
        'subject',
      )} ${notice.notice}`
    case 'added':
    case 'removed':
      return `${who} ${notice.notice} ${concerned(happened, naming)}`
    case 'role':
      return `${who} made ${concerned(happened, naming)} ${roleWords[notice.role]}`
    case 'renamed':
      return `${who} renamed the channel to “${notice.name}”`
    case 'described':
      return notice.description
        ? `${who} changed the description: ${notice.description}`
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

function subject(userId: string | null, { of, meId }: Naming): string {
  return userId === meId ? 'You' : of(userId)
}

function concerned(happened: readonly Happened[], naming: Naming): string {
  const ids: string[] = []
  let count = 0
  for (const { notice } of happened) {
    if (!('userIds' in notice)) continue
    ids.push(...notice.userIds)
    count += notice.count
  }
  return namesOf(ids, count, naming, 'object')
}

/** "Ann", "Ann and Ben", "Ann, Ben and 3 others". */
function namesOf(ids: readonly (string | null)[], count: number, naming: Naming, part: 'subject' | 'object'): string {
  const all = [...new Set(ids)]
  // Whoever is told about in two notices is still one person.
  const people = Math.max(all.length, count - (ids.length - all.length))
  const mine = all.includes(naming.meId)
  const ordered = mine ? [naming.meId, ...all.filter((id) => id !== naming.meId)] : all
  const shown = ordered
    .slice(0, people > shownNames + 1 ? shownNames : people)
    .map((id) => (id !== naming.meId ? naming.of(id) : part === 'subject' ? 'You' : 'you'))
  const others = people - shown.length
  if (others > 0) return `${shown.join(', ')} and ${others} ${others === 1 ? 'other' : 'others'}`
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

function duration(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? 'second' : `${seconds} seconds`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return minutes === 1 ? 'minute' : `${minutes} minutes`
  const hours = Math.round(minutes / 60)
  return hours === 1 ? 'hour' : `${hours} hours`
}
