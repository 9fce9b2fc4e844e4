import { schema } from '@chime/db'
import { sql } from 'drizzle-orm'
import { eraseFiles } from '../attachment/erase.ts'
import type { Services } from '../services.ts'

const { attachments, linkPreviews, messages } = schema

/** Rows that one statement deletes. */
const atOnce = 500

/**
 * Deletes what was found about web pages and is not fresh any more, and the pictures of pages that no message shows. A
 * message may begin to show a picture for as long as what was found is fresh, which is a day, and for as long as its job
 * is tried; so pictures of the last two days stay. Any number of nodes may run it at once.
 */
export async function sweepPreviews(services: Pick<Services, 'db' | 'files' | 'log'>): Promise<void> {
  const { drizzle } = services.db
  await drizzle.execute(sql`
    delete from ${linkPreviews} where url in (
      select url from ${linkPreviews}
      where fetched_at < now() - interval '1 day' and (taken_until is null or taken_until < now())
      limit ${atOnce} for update skip locked
    )`)
  const { rows } = await drizzle.execute<{ id: string }>(sql`
    delete from ${attachments} where id in (
      select a.id from ${attachments} a
      where a.used_for = 'preview' and a.created_at < now() - interval '2 days'
        and not exists (
          select from ${messages} m
          where m.previews is not null
            and m.previews @> jsonb_build_array(jsonb_build_object('image', jsonb_build_object('id', a.id)))
        )
        and not exists (
          select from ${linkPreviews} l
          where l.preview -> 'image' ->> 'id' = a.id::text and l.fetched_at > now() - interval '1 day'
        )
      order by a.created_at limit ${atOnce} for update skip locked
    ) returning id`)
  if (rows.length > 0) services.log.info({ files: rows.length }, 'pictures of web pages that nobody sees are gone')
  await eraseFiles(services)
}
