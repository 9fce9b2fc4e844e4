import { schema, type Tx, transaction } from '@chime/db'
import { type Filter, type FilterKind, fold } from '@chime/protocol'
import { eq, sql } from 'drizzle-orm'
import { mustAdminister } from '../admin/access.ts'
import { type Operator, record } from '../audit/record.ts'
import { Refusal } from '../errors.ts'
import type { Services } from '../services.ts'
import { type FilterRow, toFilter } from './present.ts'

const { filters, instance } = schema

export type FilterServices = Pick<Services, 'db' | 'auditKey'> & { filters: Pick<Services['filters'], 'reload'> }

/**
 * Changes one filter. This node follows it at once, the others within seconds. Changes of
 * filters wait for each other: the lock is that of the one row that counts them.
 *
 * @param action the procedure, for the audit log
 * @param work returns the filter's row
 * @throws Refusal `FORBIDDEN` for anybody who is no admin of this server
 */
export async function changeFilter(
  { db, auditKey, filters: kept }: FilterServices,
  by: Operator,
  action: 'filters.create' | 'filters.update' | 'filters.delete',
  work: (tx: Tx) => Promise<FilterRow>,
): Promise<Filter> {
  const row = await transaction(db, async (tx) => {
    if (by.userId !== null) await mustAdminister(tx, by.userId)
    await tx.update(instance).set({ filtersRevision: sql`${instance.filtersRevision} + 1` })
    const row = await work(tx)
    const details = { kind: row.kind, action: row.action }
    await record(tx, auditKey, by, {
      action,
      target: { id: row.id, name: row.pattern },
      details,
    })
    return row
  })
  await kept.reload()
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
