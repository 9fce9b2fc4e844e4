import type { ClientContext } from '../client-context.ts'
import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import type { Metadata } from '../metadata.ts'
import type { Sent } from '../outbox/sent.ts'
import { closed, deleted, edited, withPin, withReaction, withVote } from '../state/message-changes.ts'
import { uuid } from '../uuid.ts'
import type { ChannelParts } from './channel-parts.ts'
import type { MessageActions, SendOptions } from './types.ts'

export function messageActions(parts: ChannelParts, context: ClientContext): MessageActions {
  const { id: channelId, optimistic } = parts
  return {
    send(content, options = {}) {
      parts.typing.sent()
      context.drafts.sent(channelId)
      return enqueue(context, channelId, content, options)
    },
    retry(clientId) {
      if (!context.waitingForUploads.retry(clientId)) context.outbox.retry(clientId)
    },
    discard(clientId) {
      context.waitingForUploads.discard(clientId)
      context.outbox.discard(clientId)
    },
    edit: (number, content) =>
      optimistic.make(number, edited(content), (trpc) => trpc.messages.edit.mutate({ channelId, number, content })),
    remove: (number) => optimistic.make(number, deleted, (trpc) => trpc.messages.delete.mutate({ channelId, number })),
    react: (number, emoji) =>
      optimistic.make(number, withReaction(emoji, true), (trpc) =>
        trpc.messages.react.mutate({ channelId, number, emoji }),
      ),
    unreact: (number, emoji) =>
      optimistic.make(number, withReaction(emoji, false), (trpc) =>
        trpc.messages.unreact.mutate({ channelId, number, emoji }),
      ),
    pin: (number) => optimistic.make(number, withPin(true), (trpc) => trpc.messages.pin.mutate({ channelId, number })),
    unpin: (number) =>
      optimistic.make(number, withPin(false), (trpc) => trpc.messages.unpin.mutate({ channelId, number })),
    vote: (number, options) =>
      optimistic.make(number, withVote(options), (trpc) => trpc.polls.vote.mutate({ channelId, number, options })),
    closePoll: (number) => optimistic.make(number, closed, (trpc) => trpc.polls.close.mutate({ channelId, number })),
    async createPoll(poll) {
      const input = { ...poll, channelId, clientId: uuid() }
      return retryUntilDecided(context, (trpc) => trpc.polls.create.mutate(input))
    },
    async forward(number, toChannelId) {
      const input = { channelId, number, toChannelId, clientId: uuid() }
      return retryUntilDecided(context, (trpc) => trpc.messages.forward.mutate(input))
    },
    versions: (number) => retryUntilDecided(context, (trpc) => trpc.messages.versions.query({ channelId, number })),
    async report(number, reason) {
      await retryUntilDecided(context, (trpc) => trpc.messages.report.mutate({ channelId, number, reason }))
    },
    save: (number) => context.saved.add({ channelId, number }),
    unsave: (number) => context.saved.remove({ channelId, number }),
    remind: (number, at) => context.reminders.create(channelId, number, typeof at === 'string' ? at : at.toISOString()),
    async thread(number) {
      const summary = await retryUntilDecided(context, (trpc) => trpc.channels.openThread.mutate({ channelId, number }))
      context.applySummary(summary)
      return context.channel(summary.id)
    },
  }
}

function enqueue(
  { outbox, waitingForUploads }: ClientContext,
  channelId: string,
  content: string,
  { metadata, replyTo, attachments = [], attachmentIds }: SendOptions,
): Sent {
  const extras = {
    ...(metadata && { metadata: withoutUndefined(metadata) }),
    ...(replyTo !== undefined && { replyTo }),
    ...(attachmentIds && { attachmentIds: [...attachmentIds] }),
  }
  if (attachments.length === 0) return outbox.enqueue(channelId, content, extras)
  const clientId = uuid()
  const sent = outbox.enqueue(channelId, content, { ...extras, isHeld: true }, clientId)
  waitingForUploads.add(clientId, attachments)
  return sent
}

function withoutUndefined(metadata: Metadata): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}
