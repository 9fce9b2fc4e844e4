import type { Message } from '@chime/protocol'
import type { ClientContext } from '../client-context.ts'
import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import type { MessageChange } from '../state/message-changes.ts'
import type { Trpc } from '../trpc.ts'
import type { ChannelStore } from './store.ts'

type Change = { number: number; change: MessageChange }

/**
 * Changes of messages that are shown before the server has answered. They are kept apart from the stored messages,
 * which stay as the server last sent them. So a refused change is undone by dropping it.
 */
export class OptimisticChanges {
  readonly #store: ChannelStore
  readonly #context: ClientContext
  readonly #onChange: () => void
  #changes: Change[] = []
  /** Calls for the same message are made one after the other, so that the last change also arrives last. */
  readonly #last = new Map<number, Promise<Message>>()
  #shown = new WeakMap<Message, Message>()

  /** @param onChange called when messages look different */
  constructor(store: ChannelStore, context: ClientContext, onChange: () => void) {
    this.#store = store
    this.#context = context
    this.#onChange = onChange
  }

  /** The message with all unanswered changes applied. Returns the same object until a change is added or dropped. */
  shown(message: Message): Message {
    if (this.#changes.length === 0) return message
    const existing = this.#shown.get(message)
    if (existing) return existing
    const myId = this.#context.myId() ?? ''
    const shown = this.#changes
      .filter(({ number }) => number === message.number)
      .reduce((row, { change }) => change(row, myId), message)
    this.#shown.set(message, shown)
    return shown
  }

  /**
   * Shows a change at once, and makes the call for it until the server has decided.
   *
   * @throws the error with which the server refused it
   */
  async make(number: number, change: MessageChange, call: (trpc: Trpc) => Promise<Message>): Promise<void> {
    const own = { number, change }
    this.#set([...this.#changes, own])
    const before = this.#last.get(number)
    const answer = after(before, () => retryUntilDecided(this.#context, call))
    this.#last.set(number, answer)
    const done = (message: Message | null) =>
      this.#context.batch.run(() => {
        if (message) this.#store.messages.applyRow(message)
        this.#set(this.#changes.filter((each) => each !== own))
      })
    try {
      done(await answer)
    } catch (error) {
      done(null)
      throw error
    } finally {
      if (this.#last.get(number) === answer) this.#last.delete(number)
    }
  }

  #set(changes: Change[]): void {
    this.#changes = changes
    this.#shown = new WeakMap()
    this.#onChange()
  }
}

async function after<T>(before: Promise<unknown> | undefined, work: () => Promise<T>): Promise<T> {
  // A failure of the earlier call is reported to the caller of that one.
  await before?.catch(() => {})
  return work()
}
