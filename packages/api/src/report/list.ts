import { schema } from '@chime/db'
import type { Report } from '@chime/protocol'
import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { mustModerate } from '../admin/access.ts'
import type { SignedInContext } from '../context.ts'
import { fitInPage } from '../cost/page-bytes.ts'
import { toMessage } from '../message/present.ts'
import { snapshot } from '../snapshot.ts'
import { toUser } from '../user/present.ts'

const { messages, reports, users } = schema
const reporters = alias(users, 'reporter')

type Input = { all?: boolean; cursor?: string; limit: number }

/**
 * Reports, newest first. Admins and moderators of this server see the reported message as it is now, also in a channel that they
 * are no member of.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is neither admin nor moderator of this server
 */
export function listReports(
  ctx: SignedInContext,
  { all = false, cursor, limit }: Input,
): Promise<{ reports: Report[]; cursor: string | null }> {
  return snapshot(ctx.services.db, async (tx) => {
    await mustModerate(tx, ctx.actor.userId)
    const rows = await tx
      .select({ report: reports, reporter: reporters, user: users, message: messages })
      .from(reports)
      .leftJoin(reporters, eq(reporters.id, reports.reporterId))
      .leftJoin(users, eq(users.id, reports.userId))
      .leftJoin(messages, and(eq(messages.channelId, reports.channelId), eq(messages.number, reports.number)))
      .where(and(all ? undefined : isNull(reports.resolvedAt), cursor === undefined ? undefined : isBefore(cursor)))
      .orderBy(desc(reports.createdAt), desc(reports.id))
      .limit(limit + 1)
    const page = fitInPage(
      rows.slice(0, limit).map(({ report, reporter, user, message }) => ({
        id: report.id,
        reporter: reporter && toUser(reporter),
        user: user && toUser(user),
        message: message && toMessage(message),
        content: report.content,
        reason: report.reason,
        createdAt: report.createdAt.toISOString(),
        resolvedAt: report.resolvedAt?.toISOString() ?? null,
        resolvedBy: report.resolvedBy,
      })),
    )
    return { reports: page, cursor: rows.length > page.length ? (page.at(-1)?.id ?? null) : null }
  })
}

/**
 * Continues after the report with this id, whatever was resolved meanwhile. The comparison is made in SQL, because a
 * JavaScript date has no microseconds.
 */
const isBefore = (id: string) =>
  sql`(${reports.createdAt}, ${reports.id}) < (select last.created_at, last.id from ${reports} last where last.id = ${id})`
