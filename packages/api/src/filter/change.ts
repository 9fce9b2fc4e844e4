import { schema, type Tx, transaction } from '@chime/db'
import { type Filter, type FilterKind, fold } from '@chime/protocol'
import { eq, sql } from 'drizzle-orm'
import { mustAdminister } from '../admin/access.ts'
import { operatorOf, record } from '../audit/record.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { limit, rules } from '../rate-limits.ts'
import { type FilterRow, toFilter } from './present.ts'

const { filters, instance } = schema

/**
 * Changes one filter as an admin of this server. This node follows it at once, the others within seconds. Changes of
 * filters wait for each other: the lock is that of the one row that counts them.
 *
 * @param action the procedure, for the audit log
 * @param work returns the filter's row
 * @throws Refusal `FORBIDDEN` for anybody who is no admin of this server
 */
export async function changeFilter(
  ctx: SignedInContext,
  action: 'filters.create' | 'filters.update' | 'filters.delete',
  work: (tx: Tx) => Promise<FilterRow>,
): Promise<Filter> {
  const { userId } = ctx.actor
  await limit(ctx, rules.change, userId)
  const row = await transaction(ctx.services.db, async (tx) => {
    await mustAdminister(tx, userId)
    await tx.update(instance).set({ filtersRevision: sql`${instance.filtersRevision} + 1` })
    const row = await work(tx)
    const details = { kind: row.kind, action: row.action }
    await record(tx, ctx.services.auditKey, operatorOf(ctx), {
      action,
      target: { id: row.id, name: row.pattern },
      details,
    })
    return row
  })
  await ctx.services.filters.reload()
  return toFilter(row)
}

/**
 * @param except the id of the filter that is changed
 * @throws Refusal `CONFLICT` when another filter has this pattern, in whichever spelling
 */
export async function mustBeNew(tx: Tx, kind: FilterKind, pattern: string, except?: string): Promise<void> {
  const rows = await tx.select().from(filters).where(eq(filters.kind, kind))
  const folded = fold(pattern)
  if (rows.some((row) => row.id !== except && fold(row.pattern) === folded)) {
    throw new Refusal('CONFLICT', 'pattern: there is a filter for it', { field: 'pattern' })
  }
}
