import { type SQL, sql } from 'drizzle-orm'
import { bigint, timestamp } from 'drizzle-orm/pg-core'

/** A counter or position. JavaScript's safe integers reach 9e15: a channel with a million messages a second lasts 285 years. */
export const counter = () => bigint({ mode: 'number' }).notNull().default(0)
export const position = () => bigint({ mode: 'number' })
export const moment = () => timestamp({ withTimezone: true, mode: 'date' })
export const lower = (column: unknown): SQL => sql`lower(${column})`
