import { type MessageRow, schema, type Tx } from '@chime/db'
import type { MessageKey, Saved, SavedPage } from '@chime/protocol'
import { and, desc, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { SignedInContext } from '../context.ts'
import { fitInPage } from '../cost/page-bytes.ts'
import { Refusal } from '../errors.ts'
import { toMessage } from '../message/present.ts'
import { snapshot } from '../snapshot.ts'
import { toSaved } from './present.ts'

const { channels, members, messages, saved } = schema

/** What the caller has saved, the last saved first, with the messages that they may still read. */
export function listSaved(
  { services, actor: { userId } }: SignedInContext,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<SavedPage> {
  const before = cursor === undefined ? null : readCursor(cursor)
  return snapshot(services.db, async (tx) => {
    const found = await tx
      .select()
      .from(saved)
      .where(and(eq(saved.userId, userId), saved.saved, before === null ? undefined : lt(saved.userRevision, before)))
      .orderBy(desc(saved.userRevision))
      .limit(limit + 1)
    const page = found.slice(0, limit)
    const rows = await readableMessages(tx, userId, page)
    const byKey = new Map(rows.map((row) => [keyOf(row), row]))
    const shown = fitInPage(
      page.map((row) => {
        const message = byKey.get(keyOf(row))
        return { ...toSaved(row), message: message ? toMessage(message) : null }
      }),
    )
    return { saved: shown, cursor: found.length > shown.length ? String(page[shown.length - 1]?.userRevision) : null }
  })
}

/** All that the caller has saved, the last saved first. */
export async function listSavedKeys({ services, actor }: SignedInContext): Promise<Saved[]> {
  const rows = await services.db.drizzle
    .select()
    .from(saved)
    .where(and(eq(saved.userId, actor.userId), saved.saved))
    .orderBy(desc(saved.userRevision))
  return rows.map(toSaved)
}

const keyOf = ({ channelId, number }: MessageKey) => `${channelId} ${number}`

/** Those of these messages that are not deleted and that the user may read: see `loadReadable`. */
async function readableMessages(tx: Tx, userId: string, keys: readonly MessageKey[]): Promise<MessageRow[]> {
  if (keys.length === 0) return []
  const parent = alias(channels, 'parent')
  const readable = await tx
    .select({ id: channels.id })
    .from(channels)
    .innerJoin(parent, eq(parent.id, sql`coalesce(${channels.parentChannelId}, ${channels.id})`))
    .leftJoin(members, and(eq(members.channelId, parent.id), eq(members.userId, userId), isNull(members.leftAt)))
    .where(
      and(
        inArray(channels.id, [...new Set(keys.map(({ channelId }) => channelId))]),
        or(inArray(parent.kind, ['public', 'announcement']), sql`${members.userId} is not null`),
      ),
    )
  const ids = new Set(readable.map(({ id }) => id))
  const wanted = keys.filter(({ channelId }) => ids.has(channelId))
  if (wanted.length === 0) return []
  const channelIds = sql.param(wanted.map(({ channelId }) => channelId))
  const numbers = sql.param(wanted.map(({ number }) => number))
  return tx
    .select()
    .from(messages)
    .where(
      and(
        sql`(${messages.channelId}, ${messages.number}) in (
          select * from unnest(${channelIds}::uuid[], ${numbers}::bigint[]))`,
        isNull(messages.deletedAt),
      ),
    )
}

/** A cursor is the revision at which the last row of a page was saved, so that a page never shifts. */
function readCursor(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor))
    throw new Refusal('INVALID_INPUT', 'cursor: is not one that this server made', { field: 'cursor' })
  return Number(cursor)
}
