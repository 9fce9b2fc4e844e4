import type * as p from '@chime/protocol'
import type { ServerEvent } from '@chime/protocol'

type Schema = { _zod: { output: unknown } }
type Output<T extends { output: Schema }> = T['output']['_zod']['output']

export type ChannelChanges = Output<typeof p.channelsChanges>
export type UserChanges = Output<typeof p.usersChanges>
export type MessagesPage = Output<typeof p.messagesList>
export type MembersPage = Output<typeof p.membersList>

/** Where in a channel a page is wanted; the newest messages without any of these. */
export type Place = { before?: number; after?: number; around?: number }

/** What the sync asks of the server. The typed client stands behind it, and in tests a model of the server. */
export type Calls = {
  me(): Promise<p.Me>
  channels(): Promise<p.ChannelSummary[]>
  channel(channelId: string): Promise<p.ChannelSummary>
  channelChanges(channelId: string, since: number): Promise<ChannelChanges>
  userChanges(since: number): Promise<UserChanges>
  messages(channelId: string, place: Place, limit: number): Promise<MessagesPage>
  members(channelId: string, cursor: string | null): Promise<MembersPage>
  users(ids: string[]): Promise<p.User[]>
  send(message: {
    channelId: string
    clientId: string
    content: string
    metadata?: Record<string, string>
  }): Promise<p.Message>
  markRead(channelId: string, number: number, version: number): Promise<p.Membership>
  markUnread(channelId: string, number: number): Promise<p.Membership>
  typing(channelId: string): Promise<unknown>
  edit(channelId: string, number: number, content: string): Promise<p.Message>
  remove(channelId: string, number: number): Promise<p.Message>
  react(channelId: string, number: number, emoji: string): Promise<p.Message>
  unreact(channelId: string, number: number, emoji: string): Promise<p.Message>
}

export type StreamHandlers<T> = {
  data(batch: T[]): void
  /** The stream is over: refused, failed or ended by the server. Not called for a lost socket, which it survives. */
  over(error: unknown): void
}

/** Streams go on over reconnects: each new socket begins them anew. */
export type Streams = {
  /** @param channelIds null: all of mine */
  events(channelIds: string[] | null, handlers: StreamHandlers<ServerEvent>): () => void
  presence(userIds: string[], handlers: StreamHandlers<p.Presence>): () => void
}
