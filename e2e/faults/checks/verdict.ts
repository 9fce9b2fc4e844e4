import type { Entry } from '../history/entry.ts'

/** A line of the history's file. The first one has number 1. */
type Shown = { line: number; entry: Entry }

export type Violation = {
  /** A sentence that says what is wrong, and names the channel, number, client or user. */
  message: string
  /** The lines that prove it, in the order of time. */
  shown: Shown[]
}

export type Verdict = {
  /** `D1` … `D12`. */
  promise: string
  title: string
  /** How many facts were examined. With 0, the history says nothing about the promise. */
  checked: number
  /** The same by kind of fact. A promise may have several sides; a side with 0 facts was not tested. */
  parts: Record<string, number>
  /** The first violations. */
  violations: Violation[]
  /** The number of all violations, also of those that are not kept. */
  violationCount: number
}

/** How many violations are kept: a broken build violates a promise thousands of times, and the first ones are enough. */
const violationsKept = 20

/** Collects what the check of one promise finds. */
export class Findings {
  readonly #promise: string
  readonly #title: string
  readonly #entries: readonly Entry[]
  readonly #parts: Record<string, number>
  readonly #violations: Violation[] = []
  #count = 0

  /** @param parts all kinds of facts of this promise */
  constructor(promise: string, title: string, entries: readonly Entry[], parts: readonly string[]) {
    this.#promise = promise
    this.#title = title
    this.#entries = entries
    this.#parts = Object.fromEntries(parts.map((part) => [part, 0]))
  }

  /** Counts facts that were examined, whether they were right or wrong. */
  fact(part: string, count = 1): void {
    this.#parts[part] = (this.#parts[part] ?? 0) + count
  }

  /** @param places indexes of the lines that prove it; null and undefined are left out */
  violation(message: string, ...places: (number | null | undefined)[]): void {
    this.#count += 1
    if (this.#violations.length >= violationsKept) return
    const known = [...new Set(places.filter((place) => typeof place === 'number'))].sort((a, b) => a - b)
    const shown = known.flatMap((place) => {
      const entry = this.#entries[place]
      return entry === undefined ? [] : [{ line: place + 1, entry }]
    })
    this.#violations.push({ message, shown })
  }

  verdict(): Verdict {
    return {
      promise: this.#promise,
      title: this.#title,
      checked: Object.values(this.#parts).reduce((sum, count) => sum + count, 0),
      parts: this.#parts,
      violations: this.#violations,
      violationCount: this.#count,
    }
  }
}
