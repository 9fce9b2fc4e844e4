/**
 * The typed client of Chime: it connects, keeps data in sync and sends each message exactly once. React hooks are in
 * `@chime/client/react`.
 *
 * @module @chime/client
 */
// The words of the protocol: `Message`, `ServerEvent`, `Reason` … But `Channel` is the client's own, below.
export type * from '@chime/protocol'
export { type Bot, type BotChannel, type BotOptions, createBot } from './bot/create-bot.ts'
export { indexedDbCache } from './cache/indexed-db-cache.ts'
export { memoryCache } from './cache/memory-cache.ts'
export type { ViewCache } from './cache/view-cache.ts'
export type { Channel, ChannelUpdate, PollInput, SendOptions } from './channel/types.ts'
export type { ConnectionState } from './connection/connection-state.ts'
export type { WebSocketClass, WebSocketLike } from './connection/web-socket.ts'
export { createChime } from './create-chime.ts'
export type { ChannelEventType, EventHandler, TypedEvent } from './event/event-handlers.ts'
export { type Failure, failureOf, SessionEnded } from './failure.ts'
export type { FileState } from './file/file-state.ts'
export { type LoginOptions, login } from './login.ts'
export type { MessageOf, Metadata } from './metadata.ts'
export { mintSession } from './mint-session.ts'
export { indexedDbStorage } from './outbox/indexed-db-storage.ts'
export { memoryStorage } from './outbox/memory-storage.ts'
export { SendFailed, type Sent } from './outbox/sent.ts'
export type { OutboxEntry, OutboxStorage } from './outbox/storage.ts'
export { type WebStorage, webStorage } from './outbox/web-storage.ts'
export { MyStatus } from './presence/my-status.ts'
export type { Readable } from './readable.ts'
export type { Timeline, TimelineItem, UnsentAttachment } from './state/timeline.ts'
export type {
  CallOptions,
  MutationCall,
  QueryCall,
  SubscriptionCall,
  SubscriptionHandlers,
  Trpc,
} from './trpc.ts'
export type { Chime, ChimeOptions, Snapshot } from './types.ts'
export type { Upload, UploadFile, UploadState } from './upload/upload.ts'
export type { DraftText } from './user/draft-text.ts'
export { uuid } from './uuid.ts'
