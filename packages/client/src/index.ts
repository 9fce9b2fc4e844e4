/** The typed client of Chime: connects, keeps in sync, sends exactly once. React hooks are in `@chime/client/react`. */
export type { Channel } from './channel.ts'
export type { SendOptions } from './channel-messages.ts'
export type { MessageHandler } from './channel-view.ts'
export { type Chime, type ChimeOptions, createChime, login, type Snapshot } from './chime.ts'
export type { ConnectionState } from './connection/connection.ts'
export type { Trpc } from './connection/trpc.ts'
export { type Failure, failureOf, SessionEnded } from './failure.ts'
export type { MessageOf, Metadata } from './metadata.ts'
export type { DraftText } from './mine/channel-draft.ts'
export { MyStatus } from './my-status.ts'
export { SendFailed, type Sent } from './outbox/sent.ts'
export { browserStorage, memoryStorage, type OutboxEntry, type OutboxStorage } from './outbox/storage.ts'
export type { Readable } from './readable.ts'
export type {
  ChannelUpdate,
  MessagesPage,
  MessageVersion,
  PollInput,
  Receipt,
  ScheduleInput,
  SearchInput,
  SearchPage,
} from './server.ts'
export type { Timeline, TimelineItem, UnsentAttachment } from './state/timeline.ts'
export type { Upload, UploadFile, UploadState } from './upload/upload.ts'
