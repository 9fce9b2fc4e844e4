import { schema } from '@chime/db'
import { and, asc, eq } from 'drizzle-orm'
import { readable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { snapshot } from '../snapshot.ts'
import { type Place, placeOf } from './change.ts'

const { messages, messageVersions } = schema

type Version = { revision: number; content: string; writtenAt: string }

/** What a message said before it was edited, and says now. Of a deleted one nothing is left. */
export function listVersions(ctx: SignedInContext, place: Place): Promise<Version[]> {
  return snapshot(ctx.services.db, async (tx) => {
    const { channelId, number } = place
    await readable(tx, ctx.actor.userId, channelId)
    const [message] = await tx.select().from(messages).where(placeOf(place))
    if (!message) throw notFound('message')
    if (message.deletedAt) return []
    const rows = await tx
      .select()
      .from(messageVersions)
      .where(and(eq(messageVersions.channelId, channelId), eq(messageVersions.number, number)))
      .orderBy(asc(messageVersions.revision))
    const { revision, content, editedAt, createdAt } = message
    return [...rows, { revision, content, writtenAt: editedAt ?? createdAt }].map((row) => ({
      revision: row.revision,
      content: row.content,
      writtenAt: row.writtenAt.toISOString(),
    }))
  })
}
