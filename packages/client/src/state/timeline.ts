import type { Attachment, Message } from '@chime/protocol'
import type { MessageOf, Metadata } from '../metadata.ts'
import type { Upload } from '../upload/upload.ts'
import { lastNumber, type Window } from './window.ts'

export type TimelineItem<M extends Metadata = Metadata> =
  | {
      state: 'sent'
      /** Includes the user's changes that the server has not answered yet. */
      message: MessageOf<M>
      /** The message is from a user whom this user blocked. */
      blocked: boolean
    }
  | {
      /** `pending`: being sent, or waiting for the connection. `failed`: waiting for `retry` or `discard`. */
      state: 'pending' | 'failed'
      clientId: string
      content: string
      replyTo: number | null
      attachments: UnsentAttachment[]
      createdAt: string
      error: string | null
      /** Whether trying again can help. */
      retryable: boolean
    }

/**
 * An attachment of an unsent message. While its file is being uploaded, `upload` tells the progress and `id` is the
 * upload's id: the server has nothing at `/files/<id>` yet.
 */
export type UnsentAttachment = Attachment & { upload: Upload | null }

export type Timeline<M extends Metadata = Metadata> = {
  status: 'loading' | 'ready' | 'error'
  error: string | null
  /** Sent messages by number, without a gap, and then the user's unsent messages in the order of writing. */
  items: TimelineItem<M>[]
  hasBefore: boolean
  /**
   * There are newer messages than these. New messages, also the user's own, are not shown until `loadAfter` or
   * `jumpToLatest`.
   */
  hasAfter: boolean
  loadingBefore: boolean
  loadingAfter: boolean
}

export type UnsentItem = Exclude<TimelineItem, { state: 'sent' }>
type SentItem = Extract<TimelineItem, { state: 'sent' }>

type Parts = {
  window: Window | null
  error: string | null
  unsent: readonly UnsentItem[]
  loadingBefore: boolean
  loadingAfter: boolean
  /** The message with all changes that the server has not answered yet. */
  shown(message: Message): Message
  isBlocked(userId: string): boolean
}

// One item per message object, so that a list that compares items only renders those that changed.
const items = new WeakMap<Message, SentItem>()

export function timelineOf({ window, error, unsent, loadingBefore, loadingAfter, shown, isBlocked }: Parts): Timeline {
  const sent =
    window?.rows.map((row) =>
      itemOf(shown(row), row.userId !== null && row.kind === 'user' && isBlocked(row.userId)),
    ) ?? []
  const hasAfter = window?.hasAfter ?? false
  return {
    status: window ? 'ready' : error ? 'error' : 'loading',
    error: window ? null : error,
    // After a gap, unsent messages would look as if they followed the last message shown.
    items: hasAfter ? sent : [...sent, ...unsent],
    hasBefore: window?.hasBefore ?? false,
    hasAfter,
    loadingBefore,
    loadingAfter,
  }
}

/** Those of the acknowledged messages that still wait for the messages in front of them. */
export function stillAhead(acknowledged: readonly Message[], window: Window): Message[] {
  const last = lastNumber(window) ?? 0
  return acknowledged.filter((message) => message.number > last && message.revision > window.known)
}

function itemOf(message: Message, blocked: boolean): TimelineItem {
  const existing = items.get(message)
  if (existing?.blocked === blocked) return existing
  const item: SentItem = { state: 'sent', message, blocked }
  items.set(message, item)
  return item
}
