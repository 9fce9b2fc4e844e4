import type { MemberRow, Tx } from '@chime/db'
import { type SQL, sql } from 'drizzle-orm'
import type { OwnMembership } from '../member/change-membership.ts'

/** Where a read marker is, as columns of its row. */
type Position = Pick<MemberRow, 'readNumber' | 'readCounted' | 'skipped'>

/**
 * Whether a message (a row `w` of `messages`) counts in its channel and is nothing new for this user: it is their own, or
 * deleted, or by somebody whom they block.
 */
export const isSkipped = (userId: SQL): SQL => sql`(w.kind = 'user' and (
  w.deleted_at is not null or w.user_id = ${userId} or exists (
    select from blocks b where b.user_id = ${userId} and b.blocked_id = w.user_id and b.lifted_at is null
  )
))`

/**
 * Moves a marker to a message. At the end of the channel that takes no query; elsewhere it reads what lies between the
 * old place and the new one.
 *
 * To be called under the lock of the member's row, which whoever sends or deletes something needs too; and for a move
 * backwards under the channel's lock, since then messages come into account whose deleting may be under way.
 */
export async function positionAt(tx: Tx, { channel, member }: OwnMembership, number: number): Promise<Position> {
  if (number >= channel.lastNumber) return { readNumber: channel.lastNumber, readCounted: channel.counted, skipped: 0 }
  const [from, to] = [Math.min(number, member.readNumber), Math.max(number, member.readNumber)]
  const { rows } = await tx.execute<{ counted: string | null; skipped: string }>(sql`
    select
      (select counted from messages where channel_id = ${channel.id} and number <= ${number} order by number desc limit 1) as counted,
      (select count(*) from messages w where w.channel_id = ${channel.id} and w.number > ${from} and w.number <= ${to}
        and ${isSkipped(sql`${member.userId}::uuid`)}) as skipped`)
  const between = Number(rows[0]?.skipped ?? 0)
  const skipped = number >= member.readNumber ? member.skipped - between : member.skipped + between
  return { readNumber: number, readCounted: Number(rows[0]?.counted ?? 0), skipped: Math.max(0, skipped) }
}
