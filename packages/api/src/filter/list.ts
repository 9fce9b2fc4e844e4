import { schema, type Tx } from '@chime/db'
import type { Filter } from '@chime/protocol'
import { asc } from 'drizzle-orm'
import { mustAdminister } from '../admin/access.ts'
import type { SignedInContext } from '../context.ts'
import { snapshot } from '../snapshot.ts'
import { toFilter } from './present.ts'

const { filters } = schema

/**
 * All filters, by pattern.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is no admin of this server
 */
export function listFilters(ctx: SignedInContext): Promise<Filter[]> {
  return snapshot(ctx.services.db, async (tx) => {
    await mustAdminister(tx, ctx.actor.userId)
    return readFilters(tx)
  })
}

/** The same, for whoever may read them. */
export async function readFilters(tx: Pick<Tx, 'select'>): Promise<Filter[]> {
  const rows = await tx.select().from(filters).orderBy(asc(filters.pattern), asc(filters.kind))
  return rows.map(toFilter)
}
