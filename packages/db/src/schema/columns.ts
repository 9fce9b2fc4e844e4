import { type SQL, sql } from 'drizzle-orm'
import { bigint, timestamp } from 'drizzle-orm/pg-core'

// Numbers in JavaScript are exact up to 9e15. That is enough for a million messages a second over 285 years.

export const counter = () => bigint({ mode: 'number' }).notNull().default(0)
export const position = () => bigint({ mode: 'number' })
export const moment = () => timestamp({ withTimezone: true, mode: 'date' })
export const lower = (column: unknown): SQL => sql`lower(${column})`
