import type {
  ChannelSummary,
  CustomEmoji,
  Draft,
  Group,
  Invitation,
  Log,
  Me,
  MessagesPage,
  MessagesScheduleInput,
  MessagesSearchInput,
  Presence,
  Reminder,
  Saved,
  Scheduled,
  SearchPage,
  ServerEvent,
  User,
} from '@chime/protocol'
import type { ViewCache } from './cache/view-cache.ts'
import type { Channel } from './channel/types.ts'
import type { ConnectionState } from './connection/connection-state.ts'
import type { WebSocketClass } from './connection/web-socket.ts'
import type { EventHandler } from './event/event-handlers.ts'
import type { FileState } from './file/file-state.ts'
import type { Metadata } from './metadata.ts'
import type { OutboxStorage } from './outbox/storage.ts'
import type { Readable } from './readable.ts'
import type { Trpc } from './trpc.ts'
import type { Upload, UploadFile } from './upload/upload.ts'

/** Data that a server which renders pages has already read for the client. */
export type Snapshot = {
  me: Me
  channels: ChannelSummary[]
  /** What `messages.list` returned, by channel id. */
  timelines?: Record<string, MessagesPage>
}

export type ChimeOptions = {
  /**
   * The server's address, for example `http://localhost:3000`. May be left out in a browser: then the page's own origin
   * is used.
   */
  url?: string
  /** What `auth.login` returned. May be left out in a browser: then the session cookie is used. */
  token?: string | (() => string | null)
  initial?: Snapshot
  /** For runtimes that have no `WebSocket` (Node 20): pass the one of the package `ws`. */
  WebSocket?: WebSocketClass
  /**
   * Whether the tabs of a browser that show the same user share one connection to the server, and show each other's unsent
   * messages. Ignored where they cannot: outside of browsers, and on pages that came over plain http. With a `WebSocket`
   * of your own each has its own connection.
   *
   * @default true
   */
  tabs?: boolean
  /**
   * Where unsent messages survive a reload. Default: `indexedDbStorage()` in a browser, memory elsewhere. Null: memory.
   * For Node there is `fileStorage` in `@chime/client/node`.
   */
  storage?: OutboxStorage | null
  /**
   * Where the last view is kept: the user's channels and the last messages of those that were open. At the next start it
   * is shown at once, and replaced as soon as the server has answered. Default: IndexedDB in a browser, nothing
   * elsewhere. Null: nothing.
   */
  cache?: ViewCache | null
  /**
   * Id of the user who is signed in, if the app knows it. Needed to show the last view where the client cannot tell
   * whose session it is: with session cookies, with tokens that change, and on pages that came over plain http. With
   * `initial` it is known.
   */
  userId?: string
  log?: Log
}

/** @typeParam M what messages may carry: see `createChime` */
export type Chime<M extends Metadata = Metadata> = {
  /** Typed calls as tRPC's client has them, for every procedure that this client does not wrap. */
  readonly trpc: Trpc
  /** Connects, and stays connected until `close` is called or the session ends. */
  connect(): void
  close(): void
  /**
   * Resolves once the client is connected and the user's channels are known. Rejects with `SessionEnded` when the
   * session is refused or has ended.
   */
  ready(): Promise<void>
  readonly connection: Readable<ConnectionState>
  readonly me: Readable<Me | null>
  /** The channels that the user is in, without threads; the one with the latest activity first. */
  readonly channels: Readable<ChannelSummary[]>
  /** The threads that the user follows: those with unread messages first, and then by latest activity. */
  readonly threads: Readable<ChannelSummary[]>
  /** Always returns the same object for the same id. */
  channel(id: string): Channel<M>
  /** Hands over channel summaries that some call returned, so that the client need not ask for them. */
  addChannels(channels: readonly ChannelSummary[]): void
  /**
   * Hands over messages that a server-rendered page shows first. Ignored when the client already has messages of this
   * channel.
   */
  addTimeline(channelId: string, page: MessagesPage): void
  /** How many of the user's messages the server has not acknowledged, in all channels, failed ones included. */
  readonly unsent: Readable<number>
  /**
   * Forgets all unsent messages, also those that other tabs stored. Resolves when the storage has forgotten them; never
   * rejects.
   */
  discardUnsent(): Promise<void>
  /**
   * Forgets everything of the user that is kept on this device: unsent messages and the last view. Call it when logging
   * out. Resolves when it is gone; never rejects, and takes three seconds at most.
   */
  forget(): Promise<void>
  /** Loaded once somebody subscribes. */
  user(id: string): Readable<User | null>
  addUsers(users: readonly User[]): void
  /** Ids of the users whom this user blocked. This list and those below are loaded once somebody subscribes. */
  readonly blocked: Readable<ReadonlySet<string>>
  block(userId: string): Promise<void>
  unblock(userId: string): Promise<void>
  /** Reports a user to the server's admins. */
  reportUser(userId: string, reason: string): Promise<void>
  /** Drafts of all channels, the last written first, including text that was typed here and is not saved yet. */
  readonly drafts: Readable<Draft[]>
  /** Messages that are scheduled, or that could not be sent at their time; the next one first. */
  readonly scheduled: Readable<Scheduled[]>
  schedule(input: MessagesScheduleInput): Promise<Scheduled>
  unschedule(id: string): Promise<void>
  /** Reminders that wait or are due, the next one first. `on('reminder', …)` is called when one becomes due. */
  readonly reminders: Readable<Reminder[]>
  deleteReminder(id: string): Promise<void>
  /**
   * Which messages the user has saved for later, the last saved first; `channel.save` saves one. `trpc.saved.list` also
   * returns what they say.
   */
  readonly saved: Readable<Saved[]>
  /**
   * Channels to which somebody has invited the user because they may not add them without asking, newest first: those
   * that wait for an answer, which `trpc.members.accept` or `trpc.members.decline` gives.
   */
  readonly invitations: Readable<Invitation[]>
  /** The server's custom emoji, sorted by name. */
  readonly emoji: Readable<CustomEmoji[]>
  /** The server's user groups with their members, sorted by handle. Admins change them: `trpc.groups`. */
  readonly groups: Readable<Group[]>
  /**
   * Search results page by page: `for await (const page of chime.search({ query: 'tea' }))`, or `next()` for one more
   * page. Days in the query are those of this device, unless `timeZone` names another zone.
   */
  search(input: MessagesSearchInput): AsyncGenerator<SearchPage, void, void>
  markAllRead(): Promise<void>
  /**
   * For a profile picture (`users.update`) or an emoji (`emoji.create`). For a file in a message use
   * `channel(id).upload`.
   */
  upload(file: UploadFile): Upload
  readonly files: {
    /**
     * True with a token: the files are fetched with it, since a page cannot show them by their address. So ask for
     * large files only when the user wants them.
     */
    readonly areFetched: boolean
    /**
     * Where a page can show a file from, while somebody subscribes: as `src` of a picture, for example.
     *
     * @param pathOrId what the server says: `avatarUrl` of a user, `url` of an emoji, `id` of an attachment, or
     * `/files/<id>/320` for a smaller form of a picture
     */
    get(pathOrId: string): Readable<FileState>
  }
  /** Followed while somebody subscribes. Null: not known yet, or this user may not know it. */
  presence(userId: string): Readable<Presence | null>
  /**
   * Calls `handler` for every event that brought something new, after it was applied. Returns a function that ends it.
   */
  on<T extends ServerEvent['type']>(type: T, handler: EventHandler<T, M>): () => void
}
