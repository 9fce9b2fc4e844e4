import { schema } from '@chime/db'
import { eq } from 'drizzle-orm'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { changeFilter } from './change.ts'

const { filters } = schema

/**
 * Deletes a filter.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is no admin of this server, `NOT_FOUND`
 */
export async function deleteFilter(ctx: SignedInContext, { id }: { id: string }): Promise<null> {
  await changeFilter(ctx, 'filters.delete', async (tx) => {
    const [row] = await tx.delete(filters).where(eq(filters.id, id)).returning()
    if (!row) throw notFound('filter')
    return row
  })
  return null
}
