import type { Message } from '@chime/protocol'
import type { Delta } from '../state/delta.ts'
import { stillAhead } from '../state/timeline.ts'
import { appendAcknowledged, applyToWindow, rowOf, type Window, withRow } from '../state/window.ts'

/**
 * The most acknowledged messages that are kept while earlier messages are missing. Beyond that the oldest are dropped.
 */
const acknowledgedMax = 100

/** The loaded messages of one channel: one window without gaps, and own messages that do not connect to it yet. */
export class MessageWindow {
  window: Window | null = null
  /** The window is still shown, but has to be listed again. Events are no longer applied to it. */
  isStale = false
  /** The messages that were listed last did not connect to those that came in live events. */
  isBroken = false
  /** Messages of this channel were listed before. */
  #wasListed = false
  /** Own messages that the server acknowledged before the messages in front of them arrived here. */
  acknowledged: Message[] = []
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** The window that events are applied to. Null when there is none or it is stale. */
  get live(): Window | null {
    return this.isStale ? null : this.window
  }

  apply(delta: Delta): void {
    if (!this.live) return
    const window = applyToWindow(this.live, delta)
    if (window === 'broken') {
      this.isStale = true
      this.isBroken = true
    } else if (window !== 'gap') {
      const isSame = window.rows === this.window?.rows && window.hasBefore === this.window.hasBefore
      if (isSame) this.window = window
      else this.set(window)
    }
  }

  /** Replaces whatever is loaded by a window that was just listed. */
  replace(window: Window): void {
    this.isStale = false
    this.isBroken = false
    this.#wasListed = true
    this.window = window
  }

  /** Shows the messages that an earlier page had loaded. Ignored once messages were listed, because those are newer. */
  showLast(messages: readonly Message[], hasBefore: boolean): void {
    if (this.window || this.#wasListed) return
    this.isStale = true
    this.set({ known: 0, rows: messages, hasBefore, hasAfter: false })
  }

  set(window: Window): void {
    this.window = window
    this.acknowledged = stillAhead(this.acknowledged, window)
    this.#onChange()
  }

  /** @param mayWait whether to keep the message when messages in front of it are still missing */
  acknowledge(message: Message, mayWait: boolean): void {
    const window = this.live && appendAcknowledged(this.live, message)
    if (window) this.set(window)
    else if (mayWait) {
      const acknowledged = [...this.acknowledged, message].slice(-acknowledgedMax)
      // The window may already contain later messages, if the answer took long; then the message need not be kept.
      this.acknowledged = this.live ? stillAhead(acknowledged, this.live) : acknowledged
    }
    this.#onChange()
  }

  /**
   * Applies a message that a call returned. (The event for it comes too.) Ignored when the window does not contain it.
   */
  applyRow(message: Message): void {
    if (this.live && rowOf(this.live, message.number)) this.set(withRow(this.live, message))
  }

  release(): void {
    this.window = null
    this.isStale = false
    this.acknowledged = []
    this.#onChange()
  }
}
