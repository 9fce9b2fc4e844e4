import type { ChannelSummary, Me, Message, User } from '@chime/protocol'
import type { Awaitable } from '../awaitable.ts'

/**
 * Keeps what a client last showed, for a start without a network. Values are plain JSON. The methods may be
 * asynchronous, and may throw or reject: then nothing is shown before the server has answered.
 */
export interface ViewCache {
  /** What was last written under this key; undefined or null when there is nothing. */
  read(key: string): Awaitable<unknown>
  /** Writes all values or none. Null deletes what is there. */
  write(values: Readonly<Record<string, unknown>>): Awaitable<void>
  /** Deletes everything. */
  clear(): Awaitable<void>
}

/**
 * The version of the two types below and of the types of the protocol in them. What was written with another version is
 * dropped, so raise it with every change.
 */
export const format = 4

export const viewKey = 'view'

/** What is stored under `viewKey`. */
export type StoredView = {
  format: typeof format
  userId: string
  /** Names the session without telling its token. Null: it cannot be told from another one. */
  session: string | null
  /** The identity of the server's data. */
  epoch: string
  me: Me
  /** The latest channels and threads. */
  channels: ChannelSummary[]
  blocked: string[]
  /** Ids of the channels that have a page. */
  pages: string[]
}

/** The last messages of one channel, stored under its id. */
export type StoredPage = {
  format: typeof format
  messages: Message[]
  hasBefore: boolean
  /** Profiles of the messages' authors. */
  users: User[]
}

/** Only the version is checked: nobody else writes to this place. */
export const isStoredView = (value: unknown): value is StoredView => formatOf(value) === format

export const isStoredPage = (value: unknown): value is StoredPage => formatOf(value) === format

function formatOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'format' in value ? value.format : null
}
