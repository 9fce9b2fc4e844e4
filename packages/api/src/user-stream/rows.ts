import { schema, type Tx } from '@chime/db'
import type { UserEvent } from '@chime/protocol'
import type { Publication } from '@chime/realtime'
import { asc, type SQL } from 'drizzle-orm'
import { toBlock } from '../block/present.ts'
import { toDraft } from '../draft/present.ts'
import { userPublication } from '../event/publish.ts'
import { selectInvitations, toInvitation } from '../invitation/present.ts'
import { toReminder } from '../reminder/present.ts'
import { toSaved } from '../saved/present.ts'
import { toScheduled } from '../scheduled/present.ts'

const { blocks, drafts, invitations, reminders, saved, scheduledMessages } = schema

type Step = { after: number; revision: number }
type Row = { userId: string; userRevision: number }

/** A row of a user's stream: what its owner sees of it, and the event that tells of it. */
export type StreamRow<Shown = unknown> = Row & { shown: Shown; event: (step: Step) => UserEvent }

type Kind<R extends Row, Shown> = {
  table: typeof drafts | typeof blocks | typeof scheduledMessages | typeof reminders | typeof saved | typeof invitations
  /** Must return the rows ascending by the user's revision. */
  select: (tx: Tx, where: SQL) => Promise<R[]>
  present: (row: R) => Shown
  event: (shown: Shown, step: Step) => UserEvent
}

function kind<R extends Row, Shown>({ table, select, present, event }: Kind<R, Shown>) {
  return {
    table,
    async read(tx: Tx, where: SQL): Promise<StreamRow<Shown>[]> {
      const rows = await select(tx, where)
      return rows.map((row) => {
        const { userId, userRevision } = row
        const shown = present(row)
        return { userId, userRevision, shown, event: (step) => event(shown, step) }
      })
    },
    /** The event of a row that has just got a new revision of its user's stream. */
    event: (row: R): UserEvent => event(present(row), stepOf(row)),
    /** What to publish after a row has got a new revision of its user's stream. */
    publication: (row: R): Publication => userPublication(row.userId, event(present(row), stepOf(row))),
  }
}

const stepOf = ({ userRevision }: Row): Step => ({ after: userRevision - 1, revision: userRevision })

/**
 * Every kind of row on a user's stream except memberships and the profile, by its name in the answer of
 * `users.changes`. Each row carries the revision of the user's stream at which it last changed. A row that
 * has ended stays for a month and says so, because that is how the user's other devices learn of it (see `sweep.ts`).
 */
export const userRows = {
  drafts: kind({
    table: drafts,
    select: (tx, where) => tx.select().from(drafts).where(where).orderBy(asc(drafts.userRevision)),
    present: toDraft,
    event: (draft, step) => ({ type: 'draft', ...step, draft }),
  }),
  blocks: kind({
    table: blocks,
    select: (tx, where) => tx.select().from(blocks).where(where).orderBy(asc(blocks.userRevision)),
    present: toBlock,
    event: (block, step) => ({ type: 'block', ...step, ...block }),
  }),
  scheduled: kind({
    table: scheduledMessages,
    select: (tx, where) =>
      tx.select().from(scheduledMessages).where(where).orderBy(asc(scheduledMessages.userRevision)),
    present: toScheduled,
    event: (scheduled, step) => ({ type: 'scheduled', ...step, scheduled }),
  }),
  reminders: kind({
    table: reminders,
    select: (tx, where) => tx.select().from(reminders).where(where).orderBy(asc(reminders.userRevision)),
    present: toReminder,
    event: (reminder, step) => ({ type: 'reminder', ...step, reminder }),
  }),
  saved: kind({
    table: saved,
    select: (tx, where) => tx.select().from(saved).where(where).orderBy(asc(saved.userRevision)),
    present: toSaved,
    event: (row, step) => ({ type: 'saved', ...step, saved: row }),
  }),
  invitations: kind({
    table: invitations,
    select: selectInvitations,
    present: toInvitation,
    event: (invitation, step) => ({ type: 'invited', ...step, invitation }),
  }),
}

export type RowKind = keyof typeof userRows
export const rowKinds = Object.keys(userRows) as RowKind[] // the keys of this very object
