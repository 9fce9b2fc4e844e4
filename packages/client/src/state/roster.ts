import type { Member } from '@chime/protocol'
import type { Delta } from './delta.ts'

/** More members than this are not loaded; the roster then stays incomplete. */
export const rosterMax = 2_000

/** The members of a channel that are held, those who left included: their row keeps an older one from coming back. */
export type Roster = Readonly<{ known: number; rows: ReadonlyMap<string, Member>; complete: boolean }>

export function rosterOf(members: readonly Member[], revision: number, complete: boolean): Roster {
  return { known: revision, rows: withRows(new Map(), members), complete }
}

/** @returns `gap` when steps before this one are missing */
export function applyToRoster(roster: Roster, delta: Delta): Roster | 'gap' {
  if (delta.after > roster.known) return 'gap'
  const known = Math.max(roster.known, delta.revision)
  const rows = delta.members.length > 0 ? withRows(roster.rows, delta.members) : roster.rows
  return rows === roster.rows && known === roster.known ? roster : { ...roster, known, rows }
}

/** The present members, those who joined first in front. */
export function present(roster: Roster): Member[] {
  return [...roster.rows.values()]
    .filter((member) => member.leftAt === null)
    .sort((a, b) => (a.joinedAt < b.joinedAt ? -1 : a.joinedAt > b.joinedAt ? 1 : a.userId < b.userId ? -1 : 1))
}

function withRows(held: ReadonlyMap<string, Member>, rows: readonly Member[]): ReadonlyMap<string, Member> {
  const newer = rows.filter((row) => row.revision > (held.get(row.userId)?.revision ?? -1))
  if (newer.length === 0) return held
  const next = new Map(held)
  for (const row of newer) if (row.revision > (next.get(row.userId)?.revision ?? -1)) next.set(row.userId, row)
  return next
}
