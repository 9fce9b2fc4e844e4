import { schema } from '@chime/db'
import type { Filter, FiltersUpdateInput } from '@chime/protocol'
import { eq } from 'drizzle-orm'
import type { Operator } from '../audit/record.ts'
import { notFound } from '../errors.ts'
import { changeFilter, type FilterServices, mustBeNew } from './change.ts'

const { filters } = schema

/**
 * Changes a filter. What was written before stays.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is no admin of this server, `NOT_FOUND`; `CONFLICT` for a pattern that is
 * there
 */
export function updateFilter(
  services: FilterServices,
  by: Operator,
  { id, ...fields }: FiltersUpdateInput,
): Promise<Filter> {
  return changeFilter(services, by, 'filters.update', async (tx) => {
    await mustBeNew(tx, fields.kind, fields.pattern, id)
    const [row] = await tx.update(filters).set(fields).where(eq(filters.id, id)).returning()
    if (!row) throw notFound('filter')
    return row
  })
}
