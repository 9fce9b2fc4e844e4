import type { Attachment, Reason } from '@chime/protocol'
import type { Awaitable } from '../awaitable.ts'

/** A message that the server has not acknowledged. It has to be plain JSON, because it is stored like this. */
export type OutboxEntry = {
  /**
   * Created once and kept over every retry and reload, so that the server makes one message of it, however often it is
   * sent.
   */
  clientId: string
  channelId: string
  content: string
  metadata?: Record<string, string>
  replyTo?: number
  attachmentIds?: string[]
  /** Those attachments whose details are known, so that they can be shown. */
  attachments?: Attachment[]
  /** Its files are still being uploaded, and it waits for them. (The name is part of the stored format.) */
  isHeld?: boolean
  createdAt: string
  /** Ascending in the order of writing. */
  order: number
  /** The tab or process that sends it: see `Ownership`. */
  owner: string
  /** Set when the server refused it, or when trying was given up. */
  failed: { error: string; reason: Reason | null; retryable: boolean } | null
}

/** What a message carries besides its text. */
export type OutboxExtras = Pick<OutboxEntry, 'metadata' | 'replyTo' | 'attachmentIds' | 'attachments' | 'isHeld'>

/**
 * Keeps unsent messages over a reload. Each entry is one record, so that several tabs or processes do not overwrite each
 * other's.
 *
 * The methods may be asynchronous. `save` is called in the task of the send, and should begin to write at once, so that
 * a page that crashes right after loses nothing. Sending never waits for it. A write of an entry is called when the one
 * before has ended. The methods may throw or reject, for example when the storage is full or forbidden: then the entry
 * is only in memory.
 */
export interface OutboxStorage {
  /** All entries of this user, in any order. A record that is damaged is left out. */
  load(userId: string): Awaitable<OutboxEntry[]>
  /** Adds an entry, or replaces the one with the same `clientId`. */
  save(userId: string, entry: OutboxEntry): Awaitable<void>
  /** Does nothing when there is no such entry. */
  remove(userId: string, clientId: string): Awaitable<void>
}

/** For implementations that store text: null when it is not an entry. */
export function parseEntry(json: string | null): OutboxEntry | null {
  try {
    const value: unknown = JSON.parse(json ?? '')
    return isEntry(value) ? value : null
  } catch {
    return null
  }
}

/** Whether this is an entry: other scripts and other versions of this client write to the same places. */
export function isEntry(value: unknown): value is OutboxEntry {
  if (typeof value !== 'object' || value === null) return false
  const texts = ['clientId', 'channelId', 'content', 'createdAt', 'owner']
  if (!texts.every((name) => typeof Reflect.get(value, name) === 'string')) return false
  if (typeof Reflect.get(value, 'order') !== 'number') return false
  const failed: unknown = Reflect.get(value, 'failed')
  return failed === null || (typeof failed === 'object' && typeof Reflect.get(failed, 'error') === 'string')
}
