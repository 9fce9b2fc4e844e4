import type { Attachment, Message } from '@chime/protocol'
import type { MessageOf, Metadata } from '../metadata.ts'
import type { Upload } from '../upload/upload.ts'
import { lastNumber, type Window } from './window.ts'

export type TimelineItem<M extends Metadata = Metadata> =
  | {
      state: 'sent'
      /** With changes of mine that the server has not answered yet. */
      message: MessageOf<M>
      /** Somebody wrote it whom I blocked. */
      blocked: boolean
    }
  | {
      /** `pending` is on its way or waits for the connection; `failed` waits for `retry` or `discard`. */
      state: 'pending' | 'failed'
      clientId: string
      content: string
      replyTo: number | null
      attachments: UnsentAttachment[]
      createdAt: string
      error: string | null
      /** Whether trying again could help. */
      retryable: boolean
    }

/**
 * What goes with a message that is not sent. While its file is on its way, `upload` says how far it is, and `id` is the
 * upload's: there is nothing at `/files/<id>` yet.
 */
export type UnsentAttachment = Attachment & { upload: Upload | null }

export type Timeline<M extends Metadata = Metadata> = {
  status: 'loading' | 'ready' | 'error'
  error: string | null
  /** Without a gap: sent messages ascending by number, then mine that are not sent yet, in the order of writing. */
  items: TimelineItem<M>[]
  hasBefore: boolean
  /** There are newer messages than these: what is sent or arrives now is not shown until `loadAfter` or `jumpToLatest`. */
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
  /** The row with changes that are not answered yet. */
  shown(message: Message): Message
  isBlocked(userId: string): boolean
}

// One item per row object, so that a list that compares items renders only those that changed.
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
    // Behind a gap they would look as if they followed on the last row.
    items: hasAfter ? sent : [...sent, ...unsent],
    hasBefore: window?.hasBefore ?? false,
    hasAfter,
    loadingBefore,
    loadingAfter,
  }
}

/** Own messages that were acknowledged before the messages in front of them arrived: those that still wait. */
export function stillAhead(acknowledged: readonly Message[], window: Window): Message[] {
  const last = lastNumber(window) ?? 0
  return acknowledged.filter((message) => message.number > last && message.revision > window.known)
}

function itemOf(message: Message, blocked: boolean): TimelineItem {
  const held = items.get(message)
  if (held?.blocked === blocked) return held
  const item: SentItem = { state: 'sent', message, blocked }
  items.set(message, item)
  return item
}
