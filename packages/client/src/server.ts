import type * as p from '@chime/protocol'
import type { ServerEvent } from '@chime/protocol'

type Schema = { _zod: { output: unknown } }
type Output<T extends { output: Schema }> = T['output']['_zod']['output']
type Input<T extends { input: { _zod: { input: unknown } } }> = T['input']['_zod']['input']

export type ChannelChanges = Output<typeof p.channelsChanges>
export type UserChanges = Output<typeof p.usersChanges>
export type MessagesPage = Output<typeof p.messagesList>
export type MembersPage = Output<typeof p.membersList>
export type SearchInput = Input<typeof p.messagesSearch>
export type SearchPage = Output<typeof p.messagesSearch>
/** What a message said, one of the times it was written. */
export type MessageVersion = Output<typeof p.messagesVersions>[number]
/** How far somebody else has read. */
export type Receipt = Output<typeof p.channelsReceipts>[number]
export type AttachmentState = Output<typeof p.attachmentsGet>
export type PollInput = Omit<Input<typeof p.pollsCreate>, 'channelId' | 'clientId'>
export type ChannelUpdate = Omit<Input<typeof p.channelsUpdate>, 'channelId'>
/** `clientId` is minted when it is left out. */
export type ScheduleInput = Input<typeof p.messagesSchedule>

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
  send(message: Input<typeof p.messagesSend>): Promise<p.Message>
  markRead(channelId: string, number: number, version: number): Promise<p.Membership>
  markUnread(channelId: string, number: number): Promise<p.Membership>
  typing(channelId: string): Promise<unknown>
  edit(channelId: string, number: number, content: string): Promise<p.Message>
  remove(channelId: string, number: number): Promise<p.Message>
  react(channelId: string, number: number, emoji: string): Promise<p.Message>
  unreact(channelId: string, number: number, emoji: string): Promise<p.Message>
  pin(channelId: string, number: number): Promise<p.Message>
  unpin(channelId: string, number: number): Promise<p.Message>
  pinned(channelId: string): Promise<p.Message[]>
  forward(input: Input<typeof p.messagesForward>): Promise<p.Message>
  versions(channelId: string, number: number): Promise<MessageVersion[]>
  reportMessage(channelId: string, number: number, reason: string): Promise<unknown>
  search(input: SearchInput): Promise<SearchPage>
  createPoll(input: Input<typeof p.pollsCreate>): Promise<p.Message>
  vote(channelId: string, number: number, options: number[]): Promise<p.Message>
  closePoll(channelId: string, number: number): Promise<p.Message>
  openThread(channelId: string, number: number): Promise<p.ChannelSummary>
  receipts(channelId: string): Promise<Receipt[]>
  setDraft(channelId: string, content: string, replyTo: number | null): Promise<p.Draft>
  drafts(): Promise<p.Draft[]>
  setNotify(channelId: string, notify: p.NotifyLevel): Promise<p.Membership>
  markAllRead(): Promise<unknown>
  archive(channelId: string): Promise<unknown>
  unarchive(channelId: string): Promise<unknown>
  update(channelId: string, change: ChannelUpdate): Promise<unknown>
  join(channelId: string): Promise<p.ChannelSummary>
  leave(channelId: string, successorId: string | null): Promise<unknown>
  addMembers(channelId: string, userIds: string[]): Promise<unknown>
  removeMember(channelId: string, userId: string): Promise<unknown>
  setRole(channelId: string, userId: string, role: p.Role): Promise<unknown>
  blocked(): Promise<p.User[]>
  block(userId: string): Promise<unknown>
  unblock(userId: string): Promise<unknown>
  reportUser(userId: string, reason: string): Promise<unknown>
  scheduled(): Promise<p.Scheduled[]>
  schedule(input: ScheduleInput): Promise<p.Scheduled>
  unschedule(id: string): Promise<unknown>
  reminders(): Promise<p.Reminder[]>
  remind(channelId: string, number: number, at: string): Promise<p.Reminder>
  deleteReminder(id: string): Promise<unknown>
  emoji(): Promise<p.CustomEmoji[]>
  createAttachment(input: Input<typeof p.attachmentsCreate>): Promise<{ id: string; uploadUrl: string }>
  attachment(id: string): Promise<AttachmentState>
  deleteAttachment(id: string): Promise<unknown>
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
