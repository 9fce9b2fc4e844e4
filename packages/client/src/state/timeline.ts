import type { Message } from '@chime/protocol'
import { lastNumber, type Window } from './window.ts'

export type TimelineItem =
  | { state: 'sent'; message: Message }
  | {
      /** `pending` is on its way or waits for the connection; `failed` waits for `retry` or `discard`. */
      state: 'pending' | 'failed'
      clientId: string
      content: string
      createdAt: string
      error: string | null
      /** Whether trying again could help. */
      retryable: boolean
    }

export type Timeline = {
  status: 'loading' | 'ready' | 'error'
  error: string | null
  /** Without a gap: sent messages ascending by number, then mine that are not sent yet, in the order of writing. */
  items: TimelineItem[]
  hasBefore: boolean
  /** There are newer messages than these: what is sent or arrives now is not shown until `loadAfter` or `jumpToLatest`. */
  hasAfter: boolean
  loadingBefore: boolean
  loadingAfter: boolean
}

export type UnsentItem = Exclude<TimelineItem, { state: 'sent' }>

type Parts = {
  window: Window | null
  error: string | null
  unsent: readonly UnsentItem[]
  loadingBefore: boolean
  loadingAfter: boolean
}

// One item per row object, so that a list that compares items renders only those that changed.
const items = new WeakMap<Message, TimelineItem>()

export function timelineOf({ window, error, unsent, loadingBefore, loadingAfter }: Parts): Timeline {
  const sent = window?.rows.map(itemOf) ?? []
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

function itemOf(message: Message): TimelineItem {
  const held = items.get(message)
  if (held) return held
  const item: TimelineItem = { state: 'sent', message }
  items.set(message, item)
  return item
}
