import type {
  AddedMembers,
  ChannelSummary,
  ChannelsUpdateInput,
  Member,
  MessageVersion,
  NotifyLevel,
  PollsCreateInput,
  Receipt,
  Reminder,
  Role,
  Saved,
} from '@chime/protocol'
import type { ChannelEventType, EventHandler } from '../event/event-handlers.ts'
import type { MessageOf, Metadata } from '../metadata.ts'
import type { Sent } from '../outbox/sent.ts'
import type { Readable } from '../readable.ts'
import type { Timeline } from '../state/timeline.ts'
import type { Upload, UploadFile } from '../upload/upload.ts'
import type { DraftText } from '../user/draft-text.ts'

/** A poll to be made. Its question is the message's content. */
export type PollInput = Omit<PollsCreateInput, 'channelId' | 'clientId'>

/** What is to be changed of a channel. What is left out stays as it is. */
export type ChannelUpdate = Omit<ChannelsUpdateInput, 'channelId'>

export type SendOptions<M extends Metadata = Metadata> = {
  metadata?: M
  /** The number of the message that this one replies to. */
  replyTo?: number
  /** What `upload` returned. The message waits until all of them are ready. */
  attachments?: readonly Upload[]
  /** Ids of attachments that are ready. */
  attachmentIds?: readonly string[]
}

/** What a channel shows. @typeParam M what its messages carry, which the server checks */
interface ChannelReadables<M extends Metadata = Metadata> {
  /** Null while it loads. Loaded once somebody subscribes or opens the channel. */
  readonly summary: Readable<ChannelSummary | null>
  /** True when the channel does not exist or the user may not see it. */
  readonly missing: Readable<boolean>
  readonly timeline: Readable<Timeline<M>>
  /**
   * Loaded once somebody subscribes. `complete` is false while loading, and in channels with more members than are
   * loaded.
   */
  readonly members: Readable<{ members: Member[]; complete: boolean }>
  /** Ids of the other users who are typing. They disappear after a few seconds. */
  readonly typing: Readable<string[]>
  /** The pinned messages, those pinned last first; null while they load. Loaded once somebody subscribes. */
  readonly pinned: Readable<MessageOf<M>[] | null>
  /** How far the other members have read, in direct conversations and small groups. Loaded once somebody subscribes. */
  readonly receipts: Readable<Receipt[]>
}

/**
 * What one can do with a channel's messages. Changes of a message are shown at once, and undone when the server refuses
 * them. They wait for the connection, and doing one twice has the effect of doing it once.
 */
export interface MessageActions<M extends Metadata = Metadata> {
  /**
   * Shows the message at once and sends it exactly once, now or when the connection is back. Never throws: a refused
   * message becomes a failed item of the timeline, and `done` rejects. Clears the draft.
   */
  send(content: string, options?: SendOptions<M>): Sent<M>
  /** Sends a failed message again. */
  retry(clientId: string): void
  /** Forgets an unsent message and its files. */
  discard(clientId: string): void
  /** Changes the text of a message. @throws the error with which the server refused it, as all methods below */
  edit(number: number, content: string): Promise<void>
  /** Deletes a message. The timeline keeps an empty item in its place. */
  remove(number: number): Promise<void>
  /** @param emoji one emoji, or the name of a custom one between colons */
  react(number: number, emoji: string): Promise<void>
  /** Removes the user's own reaction. */
  unreact(number: number, emoji: string): Promise<void>
  pin(number: number): Promise<void>
  unpin(number: number): Promise<void>
  /** @param options indexes, from 0, of all options that the user votes for; an empty list removes the vote */
  vote(number: number, options: number[]): Promise<void>
  closePoll(number: number): Promise<void>
  createPoll(poll: PollInput): Promise<MessageOf<M>>
  /** Sends a copy of a message to another channel of the user. */
  forward(number: number, toChannelId: string): Promise<MessageOf<M>>
  /** All versions of a message's text, the first one first and the current one last. */
  versions(number: number): Promise<MessageVersion[]>
  /** Reports a message to the server's admins. */
  report(number: number, reason: string): Promise<void>
  /** Saves a message for later, for the user alone: see `chime.saved`. Saving it again changes nothing. */
  save(number: number): Promise<Saved>
  /** Takes a message from what is saved. */
  unsave(number: number): Promise<void>
  /** Creates a reminder of a message. */
  remind(number: number, at: Date | string): Promise<Reminder>
  /** The thread below a message, which is created if there is none. A thread is a channel of its own. */
  thread(number: number): Promise<Channel<M>>
}

/** What one can do with the channel itself: open it, read it, write in it, change it. */
export interface ChannelActions<M extends Metadata = Metadata> {
  /**
   * Loads the channel's messages and keeps them in sync. Returns a function that ends it. Several callers may have it
   * open.
   *
   * @param options.around the number of a message that has to be loaded; default: the newest messages
   */
  open(options?: { around?: number }): () => void
  /** Loads a page of older messages, if there are any. Never rejects. */
  loadBefore(): Promise<void>
  /** Loads a page of newer messages, if there are any. Never rejects. */
  loadAfter(): Promise<void>
  /** Shows the messages around this one instead of the current ones. Never rejects. The channel has to be open. */
  loadAround(number: number): Promise<void>
  /** Shows the newest messages. */
  jumpToLatest(): Promise<void>
  /** Moves the user's read marker forward, here at once. @param number default: the last message. Never rejects. */
  markRead(number?: number): Promise<void>
  /** Makes this message the first unread one. */
  markUnread(number: number): Promise<void>
  /** Call it at each keystroke. The others are told at most every few seconds. */
  notifyTyping(): void
  /**
   * Calls `handler` for every event of this channel that brought something new, after it was applied: `message`,
   * `channel` and `member` in order of revision. While the channel is open, also for those that were missed, unless they
   * were too many to catch up with (500 changes). Returns a function that ends it.
   */
  on<T extends ChannelEventType>(type: T, handler: EventHandler<T, M>): () => void
  /**
   * Call it at each keystroke. The draft is saved within a second, and at once with `send` and when the client is
   * closed. An empty text deletes the draft.
   */
  setDraft(content: string, replyTo?: number | null): void
  /** Saves the draft now, for example when the composer disappears. Never rejects. */
  saveDraft(): Promise<void>
  /**
   * Uploads a file. Starts at once; several can run at a time. The result tells the progress, and can be given to
   * `send`.
   */
  upload(file: UploadFile): Upload
  /** Sets which messages notify the user, on all devices. */
  setNotify(level: NotifyLevel): Promise<void>
  archive(): Promise<void>
  unarchive(): Promise<void>
  /** Changes the name, the description or the slow mode. */
  update(change: ChannelUpdate): Promise<void>
  /** Joins a public channel, or follows a thread, which is then listed among the threads. */
  join(): Promise<void>
  /**
   * @param options.successorId the new owner. Needed when the user is the last owner; without it the server answers
   * `CONFLICT`.
   */
  leave(options?: { successorId?: string }): Promise<void>
  /** Follows this thread. Whom it concerns follows it anyway: who writes in it, is called in it or wrote the message above. */
  follow(): Promise<void>
  /** Ends following this thread. Nothing but `follow` begins it again. It may still be read, and written in. */
  unfollow(): Promise<void>
  /** Whoever the user may not add without asking is invited: see `chime.invitations`. */
  addMembers(userIds: string[]): Promise<AddedMembers>
  removeMember(userId: string): Promise<void>
  setRole(userId: string, role: Role): Promise<void>
}

/**
 * One channel: what it shows and what one can do in it. `chime.channel(id)` always returns the same object. Methods
 * that change something wait for the connection and try until the server has decided. They throw the error with which
 * the server refused.
 */
export interface Channel<M extends Metadata = Metadata>
  extends ChannelReadables<M>,
    MessageActions<M>,
    ChannelActions<M> {
  readonly id: string
  /**
   * The text that the user began to write here, on any device; null when there is none. Loaded once somebody
   * subscribes.
   */
  readonly draft: Readable<DraftText | null>
  /** Whether the server does not have the last text given to `setDraft` yet. */
  readonly isDraftDirty: boolean
}
