import { type Appended, schema, type Tx } from '@chime/db'
import type { Message } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import { mayRead } from '../channel/access.ts'
import type { SignedInContext } from '../context.ts'
import { snapshot } from '../snapshot.ts'
import { toMessage } from './present.ts'

const { members } = schema

/** What the sender says that they send. */
type Sent = Partial<Pick<Message, 'content' | 'metadata' | 'poll'>>

/**
 * What the sender of a message is answered: the message. A retry may come from somebody who cannot read the channel any
 * more. They are told that the message was stored, and nothing that has become of it since: neither reactions, votes
 * and replies, nor that it was deleted.
 */
export async function answerSender(
  { services, actor }: SignedInContext,
  { message, fresh }: Appended,
  sent: Sent,
): Promise<Message> {
  const shown = toMessage(message)
  if (fresh) return shown
  const { channelId } = message
  const leftAt = await snapshot(services.db, async (tx) =>
    (await mayRead(tx, actor.userId, channelId)) ? null : revisionOfLeaving(tx, actor.userId, channelId),
  )
  if (leftAt === null) return shown
  return {
    ...shown,
    revision: Math.min(message.revision, Math.max(message.number, leftAt)),
    // What is deleted is emptied, so the row cannot tell it.
    content: sent.content ?? '',
    metadata: sent.metadata ?? {},
    poll: sent.poll ?? null,
    editedAt: null,
    deletedAt: null,
    deletedRevision: null,
    thread: null,
    reactions: [],
    mentions: { userIds: [], everyone: null },
    attachments: [],
    pinned: false,
    previews: [],
  }
}

/** The channel's revision at which the user left it; 0 for somebody who never was in it. */
async function revisionOfLeaving(tx: Tx, userId: string, channelId: string): Promise<number> {
  const [row] = await tx
    .select({ revision: members.revision })
    .from(members)
    .where(and(eq(members.channelId, channelId), eq(members.userId, userId)))
  return row?.revision ?? 0
}
