import { schema } from '@chime/db'
import { eq } from 'drizzle-orm'
import type { Operator } from '../audit/record.ts'
import { notFound } from '../errors.ts'
import { changeFilter, type FilterServices } from './change.ts'

const { filters } = schema

/**
 * Deletes a filter.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is no admin of this server, `NOT_FOUND`
 */
export async function deleteFilter(services: FilterServices, by: Operator, { id }: { id: string }): Promise<null> {
  await changeFilter(services, by, 'filters.delete', async (tx) => {
    const [row] = await tx.delete(filters).where(eq(filters.id, id)).returning()
    if (!row) throw notFound('filter')
    return row
  })
  return null
}
