import type { MessageRow } from '@chime/db'
import type { Message } from '@chime/protocol'

/** Turns the row into what its readers see. */
export const toMessage = (row: MessageRow): Message => ({
  channelId: row.channelId,
  number: row.number,
  revision: row.revision,
  kind: row.kind,
  clientId: row.clientId,
  userId: row.userId,
  content: row.content,
  createdAt: row.createdAt.toISOString(),
  editedAt: row.editedAt?.toISOString() ?? null,
  deletedAt: row.deletedAt?.toISOString() ?? null,
  // A node of the release before writes none; then nothing has changed the message since it was deleted.
  deletedRevision: row.deletedAt ? (row.deletedRevision ?? row.revision) : null,
  metadata: row.metadata,
  replyTo: row.replyTo,
  thread: row.threadChannelId
    ? {
        channelId: row.threadChannelId,
        replies: row.threadReplies ?? 0,
        lastReplyAt: row.threadLastReplyAt?.toISOString() ?? null,
        userIds: row.threadUserIds ?? [],
      }
    : null,
  reactions: row.reactions ?? [],
  mentions: { userIds: row.mentionedUserIds ?? [], everyone: row.mentionedEveryone },
  attachments: row.attachments ?? [],
  pinned: row.pinnedAt !== null,
  poll: row.poll,
  previews: row.previews ?? [],
  forwarded: row.forwarded,
})
