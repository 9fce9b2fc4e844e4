import type { Member } from '@chime/protocol'
import type { Delta } from './delta.ts'

/** No more members than this are loaded; the roster then stays incomplete. */
export const rosterMax = 2_000

/** The loaded members of a channel. Those who left are kept too, so that an older row cannot bring them back. */
export type Roster = Readonly<{ known: number; rows: ReadonlyMap<string, Member>; complete: boolean }>

export function rosterOf(members: readonly Member[], revision: number, complete: boolean): Roster {
  return { known: revision, rows: withRows(new Map(), members), complete }
}

/** @returns `gap` when earlier changes are missing */
export function applyToRoster(roster: Roster, delta: Delta): Roster | 'gap' {
  if (delta.after > roster.known) return 'gap'
  const known = Math.max(roster.known, delta.revision)
  const rows = delta.members.length > 0 ? withRows(roster.rows, delta.members) : roster.rows
  return rows === roster.rows && known === roster.known ? roster : { ...roster, known, rows }
}

/** The members who have not left, those who joined first first. */
export function present(roster: Roster): Member[] {
  return [...roster.rows.values()]
    .filter((member) => member.leftAt === null)
    .sort((a, b) => (a.joinedAt < b.joinedAt ? -1 : a.joinedAt > b.joinedAt ? 1 : a.userId < b.userId ? -1 : 1))
}

function withRows(current: ReadonlyMap<string, Member>, rows: readonly Member[]): ReadonlyMap<string, Member> {
  const newer = rows.filter((row) => row.revision > (current.get(row.userId)?.revision ?? -1))
  if (newer.length === 0) return current
  const next = new Map(current)
  for (const row of newer) if (row.revision > (next.get(row.userId)?.revision ?? -1)) next.set(row.userId, row)
  return next
}
