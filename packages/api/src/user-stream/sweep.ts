import { lockUsers, schema, transaction } from '@chime/db'
import { sql } from 'drizzle-orm'
import type { Services } from '../services.ts'

const { invitations, reminders, saved, scheduledMessages, users } = schema

/** Users whose rows one run deletes. The next run takes others. */
const usersAtOnce = 200
/** How long a row that has ended stays, so that devices of its user that were away learn of it. */
const keptFor = sql`interval '30 days'`

/** A month after: what was sent or taken back, reminders that were deleted, what is no longer saved, answered invitations. */
const endedRows = [
  { table: scheduledMessages, isEnded: sql`state in ('sent', 'cancelled') and send_at < now() - ${keptFor}` },
  { table: reminders, isEnded: sql`state = 'deleted' and at < now() - ${keptFor}` },
  { table: saved, isEnded: sql`not saved and saved_at < now() - ${keptFor}` },
  { table: invitations, isEnded: sql`state <> 'waiting' and invited_at < now() - ${keptFor}` },
]

/**
 * Deletes rows of users' own streams that ended long ago. A device that was away for longer, and has not heard that they
 * ended, is told by `users.changes` to read everything again: `sweptRevision` says up to where.
 */
export async function sweepUserRows({ db, log }: Pick<Services, 'db' | 'log'>): Promise<void> {
  const owners = sql.join(
    endedRows.map(({ table, isEnded }) => sql`(select user_id from ${table} where ${isEnded} limit ${usersAtOnce})`),
    sql` union `,
  )
  const { rows } = await db.drizzle.execute<{ id: string }>(sql`select user_id as id from (${owners}) ended`)
  let count = 0
  for (const { id } of rows) {
    // The lock keeps the user's stream still, so that nobody reads a page of it between the two changes.
    count += await transaction(db, async (tx) => {
      await lockUsers(tx, [id])
      let deleted = 0
      for (const { table, isEnded } of endedRows) {
        const gone = await tx.execute<{ revision: string }>(
          sql`delete from ${table} where user_id = ${id} and ${isEnded} returning user_revision as revision`,
        )
        deleted += gone.rows.length
        const newest = Math.max(0, ...gone.rows.map(({ revision }) => Number(revision)))
        await tx.execute(
          sql`update ${users} set swept_revision = ${newest} where id = ${id} and swept_revision < ${newest}`,
        )
      }
      return deleted
    })
  }
  if (count > 0) log.info({ rows: count }, 'rows of users that ended long ago are gone')
}
