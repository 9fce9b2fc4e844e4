import { type SQL, sql } from 'drizzle-orm'

// Drizzle writes an array as a list of values; here it is to be one value.
export const uuids = (ids: readonly (string | null)[]): SQL => sql`${sql.param(ids)}::uuid[]`
export const bigints = (numbers: readonly number[]): SQL => sql`${sql.param(numbers)}::bigint[]`
export const texts = (all: readonly string[]): SQL => sql`${sql.param(all)}::text[]`
