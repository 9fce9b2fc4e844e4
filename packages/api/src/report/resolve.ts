import { schema, transaction } from '@chime/db'
import { eq, sql } from 'drizzle-orm'
import { mustAdminister } from '../admin/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'

const { reports } = schema

/**
 * Marks a report as resolved. When two admins do so, the first stays recorded.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is no admin of this server
 */
export function resolveReport(ctx: SignedInContext, { id }: { id: string }): Promise<null> {
  const { userId } = ctx.actor
  return transaction(ctx.services.db, async (tx) => {
    await mustAdminister(tx, userId)
    const first = sql`case when ${reports.resolvedAt} is null then ${userId}::uuid else ${reports.resolvedBy} end`
    const [row] = await tx
      .update(reports)
      .set({ resolvedAt: sql`coalesce(${reports.resolvedAt}, now())`, resolvedBy: first })
      .where(eq(reports.id, id))
      .returning({ id: reports.id })
    if (!row) throw notFound('report')
    return null
  })
}
