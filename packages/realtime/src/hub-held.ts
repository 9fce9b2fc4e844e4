import type { Publication, Topic } from './bus.ts'

/** What arrives at a stream before its owner has said hello. */
export class Held {
  /** Something was dropped: what is held cannot follow a hello without a hole. Set back by the stream, for the next hello. */
  isIncomplete = false
  readonly #max: number
  #publications: Publication[] = []

  /** @param max more are dropped */
  constructor(max: number) {
    this.#max = max
  }

  keep(publication: Publication): void {
    if (this.#publications.length < this.#max) this.#publications.push(publication)
    else this.isIncomplete = true
  }

  /** Gives all of it away. */
  take(): Publication[] {
    const publications = this.#publications
    this.#publications = []
    return publications
  }
}

/** Whether they tell of a channel that was joined after the user's `own` topic was at `since`: the heads of then lack it. */
export const tellOfJoining = (publications: readonly Publication[], own: Topic, since: number): boolean =>
  publications.some(({ topic, revision, joined }) => joined && topic === own && (revision ?? 0) > since)
