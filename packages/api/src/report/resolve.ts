import { schema, transaction } from '@chime/db'
import { eq, sql } from 'drizzle-orm'
import { mustModerate } from '../admin/access.ts'
import { operatorOf, record } from '../audit/record.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'

const { reports, users } = schema

/**
 * Marks a report as resolved. When two admins do so, the first stays recorded.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is neither admin nor moderator of this server
 */
export function resolveReport(ctx: SignedInContext, { id }: { id: string }): Promise<null> {
  const { userId } = ctx.actor
  return transaction(ctx.services.db, async (tx) => {
    await mustModerate(tx, userId)
    const [row] = await tx.select().from(reports).where(eq(reports.id, id)).for('update')
    if (!row) throw notFound('report')
    if (row.resolvedAt) return null
    await tx.update(reports).set({ resolvedAt: sql`now()`, resolvedBy: userId }).where(eq(reports.id, id))
    const [about] = row.userId ? await tx.select().from(users).where(eq(users.id, row.userId)) : []
    const target = { id: row.userId, name: about?.username ?? null }
    const details = { reportId: id }
    await record(tx, ctx.services.auditKey, operatorOf(ctx), { action: 'admin.resolveReport', target, details })
    return null
  })
}
