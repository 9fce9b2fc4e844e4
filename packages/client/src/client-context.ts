import type { ChannelSummary, Log, Message, MessageKey, Reminder, Saved, ServerEvent, User } from '@chime/protocol'
import type { StoredPage } from './cache/view-cache.ts'
import type { Channel } from './channel/types.ts'
import type { Connectivity } from './connection/retry-until-decided.ts'
import type { Sent } from './outbox/sent.ts'
import type { OutboxEntry, OutboxExtras } from './outbox/storage.ts'
import type { Batch, Readable } from './readable.ts'
import type { Reader } from './state/marker.ts'
import type { UnsentAttachment } from './state/timeline.ts'
import type { Trpc } from './trpc.ts'
import type { Upload, UploadFile } from './upload/upload.ts'
import type { DraftText } from './user/draft-text.ts'

/** What a part needs to call the server and to show the answer. */
export interface CallContext {
  readonly batch: Batch
  /** The typed client whose calls fail when no answer comes in time (see `withTimeLimit`). */
  readonly trpc: Trpc
  readonly connection: Connectivity
  readonly log: Log
}

/** The user's messages that the server has not acknowledged yet (the outbox). */
interface UnsentMessages {
  readonly isEmpty: boolean
  /** In the order in which they were written. */
  entries(channelId: string): OutboxEntry[]
  /** Whether this message is the acknowledged form of one of them. */
  has(message: Message): boolean
  /** The server has this message: it is no longer unsent. */
  settle(message: Message): void
  enqueue(channelId: string, content: string, extras?: OutboxExtras, clientId?: string): Sent
  retry(clientId: string): void
  discard(clientId: string): void
}

/** Unsent messages that wait until their files are uploaded. */
interface WaitingForUploads {
  add(clientId: string, uploads: readonly Upload[]): void
  /** @returns whether this message waits for uploads; if so, its failed uploads are tried again */
  retry(clientId: string): boolean
  discard(clientId: string): void
  /** Null when this message does not wait for uploads. */
  attachments(clientId: string): UnsentAttachment[] | null
}

interface ChannelDrafts {
  of(channelId: string): Readable<DraftText | null>
  isDirty(channelId: string): boolean
  set(channelId: string, content: string, replyTo: number | null): void
  sent(channelId: string): void
  flush(channelId: string): Promise<void>
}

/**
 * What the parts of one client use of each other. Only interfaces, so that no part imports another one's implementation
 * and imports have no circles.
 */
export interface ClientContext extends CallContext {
  readonly outbox: UnsentMessages
  readonly uploads: { start(file: UploadFile, channelId: string | null): Upload }
  readonly waitingForUploads: WaitingForUploads
  readonly drafts: ChannelDrafts
  readonly saved: { add(key: MessageKey): Promise<Saved>; remove(key: MessageKey): Promise<void> }
  readonly reminders: { create(channelId: string, number: number, at: string): Promise<Reminder> }
  /** What an earlier page showed. `page` is null when there is none, or when it may not be shown. Never rejects. */
  readonly lastView: { page(channelId: string): Promise<StoredPage | null> }
  readonly emoji: { receive(messages: readonly Message[]): void }
  readonly blocked: Readable<ReadonlySet<string>>
  /** For whom messages are counted. */
  reader(): Reader
  /** Always returns the same object for the same id. */
  channel(id: string): Channel
  /** Merges a channel summary that a call returned. */
  applySummary(summary: ChannelSummary): void
  myId(): string | null
  /** Tells listeners of an event that brought something new. Called after the event was applied. */
  emit(event: ServerEvent): void
  /** Stores profiles that came along with other data, so that they need not be asked for. */
  addUsers(users: readonly User[]): void
  /** The newest known profile of this user, or null. */
  user(id: string): User | null
  /**
   * Whether the server still has the epoch (the identity of its data) that this answer names. When it is another one,
   * for example after a backup was restored, everything stored here is dropped, and the answer must not be applied.
   */
  isEpoch(epoch: string): boolean
  /** The summary of a channel changed, so the channel lists have to be computed again. */
  channelsChanged(): void
}
