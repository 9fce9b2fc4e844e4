import { type SQL, sql } from 'drizzle-orm'

// By default Drizzle writes an array as a list of values. These make it a single parameter.
export const uuids = (ids: readonly (string | null)[]): SQL => sql`${sql.param(ids)}::uuid[]`
export const bigints = (numbers: readonly number[]): SQL => sql`${sql.param(numbers)}::bigint[]`
export const texts = (all: readonly (string | null)[]): SQL => sql`${sql.param(all)}::text[]`
