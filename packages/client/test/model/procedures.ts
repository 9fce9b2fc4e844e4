import { limits, type Message } from '@chime/protocol'
import type { Random } from '@chime/testing/random'
import { TRPCClientError } from '@trpc/client'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '../../src/app-router.ts'
import { changesOf, memberPageOf, pageOf, pinnedOf, receiptsOf } from './channel-rows.ts'
import type { Faults } from './faults.ts'
import type { ModelServer } from './server.ts'

type Inputs = inferRouterInputs<AppRouter>
type Outputs = inferRouterOutputs<AppRouter>

/** The procedures of the model, named as in the router. Calls of any other procedure are refused. */
export type Procedures = {
  [R in keyof Inputs]?: {
    [P in keyof Inputs[R]]?: (input: Inputs[R][P]) => P extends keyof Outputs[R] ? Outputs[R][P] : never
  }
}

/** A refusal, as an error of the server reaches a client. */
export function refusal(reason: string, data: object = {}): TRPCClientError<AppRouter> {
  const error = { code: -32_000, message: reason, data: { reason, ...data } }
  return TRPCClientError.from({ error })
}

/** The answers of the model of the server. */
export function proceduresOf(server: ModelServer, random: Random, faults: Faults): Procedures {
  const reading =
    <Input extends { channelId: string }, T>(answer: (input: Input) => T) =>
    (input: Input): T => {
      if (!server.mayRead(input.channelId)) throw refusal('NOT_FOUND')
      return answer(input)
    }
  const changing = <Input extends { channelId: string; number: number }>(change: (input: Input) => Message | null) =>
    reading((input: Input): Message => {
      if (random.chance(faults.refused)) throw refusal('FORBIDDEN')
      const row = change(input)
      if (!row) throw refusal('NOT_FOUND')
      return row
    })
  const { userData } = server
  return {
    auth: { me: () => server.me },
    channels: {
      list: () => server.listed(),
      get: reading(({ channelId }) => server.summary(channelId)),
      changes: reading(({ channelId, since }) => changesOf(server.channel(channelId), server.epoch, since)),
      markRead: reading(({ channelId, number, version }) => server.mark(channelId, number, { version })),
      markUnread: reading(({ channelId, number }) => {
        if (number > server.channel(channelId).channel.lastNumber) throw refusal('NOT_FOUND')
        return server.mark(channelId, number - 1, { back: true })
      }),
      typing: () => null,
      openThread: reading(({ channelId, number }) => {
        const thread = server.threadBelow(channelId, number)
        if (!thread) throw refusal('NOT_FOUND')
        return server.summary(thread)
      }),
      receipts: reading(({ channelId }) => receiptsOf(server.channel(channelId))),
      setNotify: reading(({ channelId, notify }) => server.setNotify(channelId, notify)),
      setDraft: ({ channelId, content, replyTo = null }) => userData.setDraft(channelId, content, replyTo),
      drafts: () => userData.drafts(),
    },
    messages: {
      list: reading(({ channelId, limit = 50, ...place }) => pageOf(server.channel(channelId), place, limit)),
      send: reading(({ channelId, content, clientId }) => server.send(channelId, server.me.id, content, clientId)),
      edit: changing(({ channelId, number, content }) => server.edit(channelId, number, content)),
      delete: changing(({ channelId, number }) => server.remove(channelId, number)),
      react: changing(({ channelId, number, emoji }) => server.react(channelId, number, emoji, true)),
      unreact: changing(({ channelId, number, emoji }) => server.react(channelId, number, emoji, false)),
      pin: changing(({ channelId, number }) => server.pin(channelId, number, true)),
      unpin: changing(({ channelId, number }) => server.pin(channelId, number, false)),
      pinned: reading(({ channelId, before, limit = limits.pageMax }) => {
        const pins = pinnedOf(server.channel(channelId))
        const from = before === undefined ? 0 : pins.findIndex(({ number }) => number === before) + 1
        if (before !== undefined && from === 0) throw refusal('INVALID_INPUT')
        return pins.slice(from, from + limit)
      }),
      scheduled: () => userData.scheduled(),
    },
    members: {
      list: reading(({ channelId, cursor = null }) => memberPageOf(server.channel(channelId), cursor, 3)),
      invitations: () => userData.invitations(),
    },
    users: {
      get: () => [],
      changes: ({ since }) => server.userChanges(since),
      blocked: () => userData.blocked(),
      block: ({ userId }) => userData.block(userId, true),
      unblock: ({ userId }) => userData.block(userId, false),
    },
    reminders: { list: () => userData.reminders() },
    saved: { keys: () => userData.saved() },
    emoji: { list: () => server.emoji },
  }
}
