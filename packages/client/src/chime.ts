import type {
  ChannelSummary,
  CustomEmoji,
  Draft,
  EventOf,
  Log,
  Me,
  Presence,
  Reminder,
  Scheduled,
  ServerEvent,
  User,
} from '@chime/protocol'
import { assemble } from './assembly.ts'
import type { Channel } from './channel.ts'
import { callsOf } from './connection/calls.ts'
import { Connection, type ConnectionState } from './connection/connection.ts'
import { createHttpTrpc, createTrpc, streamsOf, type Trpc } from './connection/trpc.ts'
import type { MessageOf, Metadata, MetadataUnder } from './metadata.ts'
import { defaultStorage, memoryStorage, type OutboxStorage } from './outbox/storage.ts'
import { type Readable, Turn } from './readable.ts'
import type { MessagesPage, ScheduleInput, SearchInput, SearchPage } from './server.ts'
import type { Upload, UploadFile } from './upload/upload.ts'

/** What a server that renders pages has read for them. */
export type Snapshot = {
  me: Me
  channels: ChannelSummary[]
  /** By channel id, what `messages.list` returned. */
  timelines?: Record<string, MessagesPage>
}

export type ChimeOptions = {
  /** Where the server is, for example `http://localhost:3000`. Empty in a browser: the page's own origin. */
  url?: string
  /** What `auth.login` returned. Left out in a browser: the cookie. */
  token?: string | (() => string | null)
  initial?: Snapshot
  /** For runtimes without one (Node 20): that of the package `ws`. */
  WebSocket?: typeof WebSocket
  /** Where unsent messages survive a reload. Default: `localStorage` in a browser, else memory; null: memory. */
  storage?: OutboxStorage | null
  log?: Log
}

/** An event, with what messages may carry. */
export type TypedEvent<T extends ServerEvent['type'], M extends Metadata> = T extends 'message'
  ? Omit<EventOf<'message'>, 'message'> & { message: MessageOf<M> }
  : EventOf<T>

type Handler<T extends ServerEvent['type'], M extends Metadata> = (event: TypedEvent<T, M>) => void

/** @typeParam M what messages may carry: see `createChime` */
export type Chime<M extends Metadata = Metadata> = {
  /** The stock typed client, for everything that the rest of this does not do. */
  readonly trpc: Trpc
  /** Connects, and stays connected until `close` or until the session ends. */
  connect(): void
  close(): void
  /** Resolves when connected and my channels are known. Rejects with `SessionEnded` when the session is refused or over. */
  ready(): Promise<void>
  readonly connection: Readable<ConnectionState>
  readonly me: Readable<Me | null>
  /** The channels that I am in, but for threads, the latest activity first. */
  readonly channels: Readable<ChannelSummary[]>
  /** The threads that I follow, those with unread messages in front, the latest activity first. */
  readonly threads: Readable<ChannelSummary[]>
  /** Always the same object for one id. */
  channel(id: string): Channel<M>
  /** Hands over channels that some call returned, so that they need not be asked for. */
  addChannels(channels: readonly ChannelSummary[]): void
  /** Hands over messages that a rendered page shows first; ignored when some are held already. */
  addTimeline(channelId: string, page: MessagesPage): void
  /** How many of my messages the server has not acknowledged, in all channels; failed ones too. */
  readonly unsent: Readable<number>
  /** Forgets all of them, also in the storage: before logging out. */
  discardUnsent(): void
  /** Asked for once somebody subscribes. */
  user(id: string): Readable<User | null>
  addUsers(users: readonly User[]): void
  /** Ids of the people whom I blocked. This and the lists below are asked for once somebody subscribes. */
  readonly blocked: Readable<ReadonlySet<string>>
  block(userId: string): Promise<void>
  unblock(userId: string): Promise<void>
  /** Tells the admins of the server of a person. */
  reportUser(userId: string, reason: string): Promise<void>
  /** In all channels, the last written first, with what is typed here and not saved yet. */
  readonly drafts: Readable<Draft[]>
  /** Messages of mine that are to be sent later, or could not be, the next first. */
  readonly scheduled: Readable<Scheduled[]>
  schedule(input: ScheduleInput): Promise<Scheduled>
  unschedule(id: string): Promise<void>
  /** Those that wait or are due, the next first. `on('reminder', …)` hears of one that becomes due. */
  readonly reminders: Readable<Reminder[]>
  deleteReminder(id: string): Promise<void>
  /** The server's own emoji, by name. */
  readonly emoji: Readable<CustomEmoji[]>
  /** Pages of messages that were found: `for await (const page of chime.search({ query: 'tea' }))`, or `next()` for one more. */
  search(input: SearchInput): AsyncGenerator<SearchPage, void, void>
  markAllRead(): Promise<void>
  /** For my picture (`users.update`) or an emoji (`emoji.create`); for a message, `channel(id).upload`. */
  upload(file: UploadFile): Upload
  /** Watched while somebody subscribes. Null: not known yet, or not for me to know. */
  presence(userId: string): Readable<Presence | null>
  /** Calls back for every event that told something new, after it was applied. Returns what ends it. */
  on<T extends ServerEvent['type']>(type: T, handler: Handler<T, M>): () => void
}

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

/**
 * A client of a Chime server. Does nothing on the network before `connect`, or a first call through `trpc`.
 *
 * @typeParam Config the type of the server's configuration (`defineConfig`), from which it knows what messages may carry
 */
export function createChime<Config = unknown>(options: ChimeOptions = {}): Chime<MetadataUnder<Config>> {
  const { token } = options
  const getToken = token === undefined ? null : typeof token === 'string' ? () => token : token
  const base = () => baseUrl(options.url)
  const turn = new Turn()
  const log = options.log ?? silent
  const trpc = createTrpc(base, getToken, () => connection)
  const connection: Connection = new Connection(turn, {
    address: () => `${base().replace(/^http/, 'ws')}/trpc`,
    token: getToken,
    WebSocket: options.WebSocket,
    log,
    started: () => parts.started(),
    stopped: () => parts.stopped(),
  })
  const parts = assemble({
    turn,
    log,
    connection,
    calls: callsOf(trpc),
    streams: streamsOf(trpc),
    storage: options.storage === undefined ? defaultStorage() : (options.storage ?? memoryStorage()),
    door: { url: base, token: getToken },
    initial: options.initial ?? null,
  })
  // As in `typed`: only the compiler sees a difference.
  return { trpc, ...parts.chime } as unknown as Chime<MetadataUnder<Config>>
}

/**
 * Signs in with name or email. The token opens everything that the user may: keep it as a secret.
 *
 * @throws TRPCClientError with `data.reason` `WRONG_CREDENTIALS`, `RATE_LIMITED`, …
 */
export function login(url: string, identifier: string, password: string): Promise<{ user: Me; token: string }> {
  return createHttpTrpc(baseUrl(url)).auth.login.mutate({ identifier, password })
}

function baseUrl(url: string | undefined): string {
  if (url) return url.replace(/\/+$/, '')
  if (typeof location === 'undefined') throw new Error('createChime needs a url outside of a browser')
  return location.origin
}
