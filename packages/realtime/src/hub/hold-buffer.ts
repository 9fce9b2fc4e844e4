import type { Publication, Topic } from '../bus/bus.ts'

/** Keeps what arrives at a stream until its owner has sent the hello. */
export class HoldBuffer {
  /** Something was dropped, so that what is kept cannot follow a hello without a hole. The stream sets it back before the next hello. */
  isIncomplete = false
  readonly #max: number
  #publications: Publication[] = []

  /** @param max how many are kept; more are dropped */
  constructor(max: number) {
    this.#max = max
  }

  add(publication: Publication): void {
    if (this.#publications.length < this.#max) this.#publications.push(publication)
    else this.isIncomplete = true
  }

  /** Empties the buffer. @returns what was in it */
  takeAll(): Publication[] {
    const publications = this.#publications
    this.#publications = []
    return publications
  }
}

/**
 * Whether these tell of a channel that the user joined after their own topic was at revision `since`. Heads that were
 * read at `since` do not contain that channel.
 */
export const hasJoinSince = (publications: readonly Publication[], userTopic: Topic, since: number): boolean =>
  publications.some(({ topic, revision, joined }) => joined && topic === userTopic && (revision ?? 0) > since)
