import { schema } from '@chime/db'
import { type Filter, type FiltersCreateInput, limits } from '@chime/protocol'
import type { Operator } from '../audit/record.ts'
import { Refusal } from '../errors.ts'
import { changeFilter, type FilterServices, mustBeNew } from './change.ts'

const { filters } = schema

/**
 * Makes a filter: from then on nobody writes what it matches, or whoever wrote it is let.
 *
 * @throws Refusal `FORBIDDEN` for anybody who is no admin of this server; `CONFLICT` for a pattern that is there;
 * `TOO_LARGE`
 */
export function createFilter(services: FilterServices, by: Operator, input: FiltersCreateInput): Promise<Filter> {
  return changeFilter(services, by, 'filters.create', async (tx) => {
    if ((await tx.$count(filters)) >= limits.filtersMax) {
      throw new Refusal('TOO_LARGE', `There may be ${limits.filtersMax} filters`)
    }
    await mustBeNew(tx, input.kind, input.pattern)
    const [row] = await tx
      .insert(filters)
      .values({ ...input, createdBy: by.userId })
      .returning()
    if (!row) throw new Error('an insert returned no row')
    return row
  })
}
