import { schema, type Tx } from '@chime/db'
import type { Block, Draft, Reminder, Scheduled, ServerEvent } from '@chime/protocol'
import { asc, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'

const { blocks, drafts, members, reminders, scheduledMessages } = schema

type DraftRow = typeof drafts.$inferSelect
type BlockRow = typeof blocks.$inferSelect
type ScheduledRow = typeof scheduledMessages.$inferSelect
type ReminderRow = typeof reminders.$inferSelect

export const toDraft = ({ channelId, content, replyTo, updatedAt }: DraftRow): Draft => ({
  channelId,
  content,
  replyTo,
  updatedAt: updatedAt.toISOString(),
})

export const toBlock = ({ blockedId, liftedAt }: BlockRow): Block => ({ userId: blockedId, blocked: liftedAt === null })

export const toScheduled = (row: ScheduledRow): Scheduled => ({
  id: row.id,
  channelId: row.channelId,
  clientId: row.clientId,
  content: row.content,
  metadata: row.metadata,
  replyTo: row.replyTo,
  attachmentIds: row.attachmentIds,
  sendAt: row.sendAt.toISOString(),
  state: row.state,
  error: row.error,
  number: row.number,
})

export const toReminder = ({ id, channelId, number, at, state }: ReminderRow): Reminder => ({
  id,
  channelId,
  number,
  at: at.toISOString(),
  state,
})

/**
 * What of a user's own stream is no membership. Each row carries the user's revision at which it last changed, and none is
 * deleted: it is how its owner's other devices hear of it.
 */
const tables = { drafts, blocks, scheduled: scheduledMessages, reminders }
type Kind = keyof typeof tables
export type OwnRows = { drafts: DraftRow[]; blocks: BlockRow[]; scheduled: ScheduledRow[]; reminders: ReminderRow[] }
export type Mine = { drafts: Draft[]; blocks: Block[]; scheduled: Scheduled[]; reminders: Reminder[] }

/** Where a row stands in its user's stream. */
export type OwnPlace = { userId: string; kind: Kind | 'members'; revision: number }

/**
 * Where the rows stand that are newer than what is `asked` (see `askedTable`), ascending; memberships too, if wanted.
 * One query, which reads nothing but indexes: of most people nothing but memberships has changed.
 *
 * @param max of each kind of each user
 */
export async function findNewer(
  tx: Tx,
  asked: SQL,
  { max, withMembers }: { max: number; withMembers: boolean },
): Promise<OwnPlace[]> {
  const parts = Object.entries(withMembers ? { members, ...tables } : tables).map(
    ([kind, table]) => sql`(
      select ${sql.raw(`'${kind}'`)} as kind, ${table.userRevision} as revision from ${table}
      where ${table.userId} = asked.id and ${table.userRevision} > asked.since order by ${table.userRevision} limit ${max})`,
  )
  const { rows } = await tx.execute<OwnPlace>(sql`
    select asked.id as "userId", newer.kind, newer.revision from ${asked}
    cross join lateral (${sql.join(parts, sql` union all `)}) newer order by newer.revision`)
  return rows.map((row) => ({ ...row, revision: Number(row.revision) }))
}

/** The rows at these places, ascending, in the snapshot in which they were found: one query for each kind that there is. */
export async function readOwnRows(tx: Tx, places: readonly OwnPlace[]): Promise<OwnRows> {
  const of = Map.groupBy(places, ({ kind }) => kind)
  const at = (kind: Kind) => {
    const { userId, userRevision } = tables[kind]
    const found = of.get(kind)
    return found && { where: isAt(userId, userRevision, found), order: asc(userRevision) }
  }
  const [draft, block, later, reminder] = [at('drafts'), at('blocks'), at('scheduled'), at('reminders')]
  return {
    drafts: draft ? await tx.select().from(drafts).where(draft.where).orderBy(draft.order) : [],
    blocks: block ? await tx.select().from(blocks).where(block.where).orderBy(block.order) : [],
    scheduled: later ? await tx.select().from(scheduledMessages).where(later.where).orderBy(later.order) : [],
    reminders: reminder ? await tx.select().from(reminders).where(reminder.where).orderBy(reminder.order) : [],
  }
}

function isAt(userId: PgColumn, userRevision: PgColumn, places: readonly OwnPlace[]): SQL {
  const ids = sql.param(places.map((place) => place.userId))
  const revisions = sql.param(places.map((place) => place.revision))
  return sql`(${userId}, ${userRevision}) in (select * from unnest(${ids}::uuid[], ${revisions}::bigint[]))`
}

export const toMine = (rows: OwnRows): Mine => ({
  drafts: rows.drafts.map(toDraft),
  blocks: rows.blocks.map(toBlock),
  scheduled: rows.scheduled.map(toScheduled),
  reminders: rows.reminders.map(toReminder),
})

/** The rows as the events that told of them. */
export function toOwnEvents(rows: OwnRows, step: { after: number; revision: number }): ServerEvent[] {
  return [
    ...rows.drafts.map((row) => ({ type: 'draft' as const, ...step, draft: toDraft(row) })),
    ...rows.blocks.map((row) => ({ type: 'block' as const, ...step, ...toBlock(row) })),
    ...rows.scheduled.map((row) => ({ type: 'scheduled' as const, ...step, scheduled: toScheduled(row) })),
    ...rows.reminders.map((row) => ({ type: 'reminder' as const, ...step, reminder: toReminder(row) })),
  ]
}
