import type { Head, Hello } from '@chime/protocol'

/** `hello` with all its channels. */
export type WholeHello = Omit<Hello, 'channels' | 'last' | 'type'> & { heads: readonly Head[] }

/** Puts the parts of a `hello` together. Another connection's parts begin anew. */
export class HelloParts {
  #connectionId: string | null = null
  #heads: Head[] = []

  /** @returns the whole with its last part, else null */
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
