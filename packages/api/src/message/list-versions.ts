import { schema } from '@chime/db'
import { and, asc, eq } from 'drizzle-orm'
import { loadReadable } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { notFound } from '../errors.ts'
import { snapshot } from '../snapshot.ts'
import { type MessageKey, ofMessage } from './change.ts'

const { messages, messageVersions } = schema

type Version = { revision: number; content: string; writtenAt: string }

/** All versions of a message, the present one last. Nothing is left of a deleted message. */
export function listVersions(ctx: SignedInContext, key: MessageKey): Promise<Version[]> {
  return snapshot(ctx.services.db, async (tx) => {
    const { channelId, number } = key
    await loadReadable(tx, ctx.actor.userId, channelId)
    const [message] = await tx.select().from(messages).where(ofMessage(key))
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
