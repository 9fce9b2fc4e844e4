import type { Message } from '@chime/protocol'
import type { Calls } from '../server.ts'
import type { MessageChange } from '../state/message-changes.ts'
import type { Holdings } from './holdings.ts'
import { persist } from './persist.ts'
import type { World } from './world.ts'

type Ahead = { number: number; change: MessageChange }

/**
 * Changes of one channel's messages that are shown before the server has answered. They lie over the rows, which stay as the
 * server said: a change that was refused is taken back by taking it away.
 */
export class ChangesAhead {
  readonly #hold: Holdings
  readonly #world: World
  readonly #changed: () => void
  #ahead: Ahead[] = []
  /** Those of one message go out one after the other: what was decided last must arrive last. */
  readonly #last = new Map<number, Promise<Message>>()
  #shown = new WeakMap<Message, Message>()

  /** @param changed called when rows look different */
  constructor(hold: Holdings, world: World, changed: () => void) {
    this.#hold = hold
    this.#world = world
    this.#changed = changed
  }

  /** The row as it is to be shown; the same object for the same row until changes come or go. */
  shown(message: Message): Message {
    if (this.#ahead.length === 0) return message
    const held = this.#shown.get(message)
    if (held) return held
    const myId = this.#world.myId() ?? ''
    const shown = this.#ahead
      .filter(({ number }) => number === message.number)
      .reduce((row, { change }) => change(row, myId), message)
    this.#shown.set(message, shown)
    return shown
  }

  /**
   * Waits for the connection, and tries until the server has decided.
   *
   * @throws what the server refused it for
   */
  async make(number: number, change: MessageChange, call: (calls: Calls) => Promise<Message>): Promise<void> {
    const { turn, link, calls } = this.#world
    const ahead = { number, change }
    this.#set([...this.#ahead, ahead])
    const before = this.#last.get(number)
    const answer = after(before, () => persist(link, () => call(calls)))
    this.#last.set(number, answer)
    const done = (message: Message | null) =>
      turn.run(() => {
        if (message) this.#hold.takeRow(message)
        this.#set(this.#ahead.filter((each) => each !== ahead))
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

  #set(ahead: Ahead[]): void {
    this.#ahead = ahead
    this.#shown = new WeakMap()
    this.#changed()
  }
}

async function after<T>(before: Promise<unknown> | undefined, work: () => Promise<T>): Promise<T> {
  // Whoever made that one hears of its failure.
  await before?.catch(() => {})
  return work()
}
