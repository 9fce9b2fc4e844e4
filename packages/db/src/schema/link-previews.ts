import type { LinkPreview } from '@chime/protocol'
import { jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** What web pages said about themselves when they were last fetched. */
export const linkPreviews = pgTable('link_previews', {
  url: text().primaryKey(),
  fetchedAt: moment().notNull().defaultNow(),
  /** Null: the page has nothing to show. It is not fetched again before this row is old. */
  preview: jsonb().$type<LinkPreview>(),
  /** Until then another job is fetching the page. */
  takenUntil: moment(),
})
