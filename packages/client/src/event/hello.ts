import type { Head, Hello } from '@chime/protocol'

/** A complete `hello`, with all channels. */
export type WholeHello = Omit<Hello, 'channels' | 'last' | 'type'> & { heads: readonly Head[] }

/** The server sends a large `hello` in several parts. Puts them together; a part of another connection starts over. */
export class HelloParts {
  #connectionId: string | null = null
  #heads: Head[] = []

  /** @returns the complete `hello` when this was the last part, else null */
  add({ channels, last, type: _, ...rest }: Hello): WholeHello | null {
    if (rest.connectionId !== this.#connectionId) this.#heads = []
    this.#connectionId = rest.connectionId
    this.#heads.push(...channels)
    if (!last) return null
    const heads = this.#heads
    this.#heads = []
    this.#connectionId = null
    return { ...rest, heads }
  }
}
