import type { Entry } from '../history.ts'

/** A line of the history, counted from 1, as it stands in the file. */
export type Shown = { line: number; entry: Entry }

export type Violation = {
  /** What is wrong, in words that name the channel, number, client or user. */
  message: string
  /** The lines that show it, in the order in which they happened. */
  shown: Shown[]
}

export type Verdict = {
  /** `D1` … `D12`. */
  promise: string
  title: string
  /** How many facts were examined. 0: this history says nothing about the promise. */
  checked: number
  /** The same, by kind of fact: a promise may have several sides, and one with 0 was not looked at. */
  parts: Record<string, number>
  /** The first of them. */
  violations: Violation[]
  /** All of them, also those that are not kept. */
  violationCount: number
}

/** A broken build violates a promise thousands of times; the first ones tell it. */
const violationsKept = 20

/** What one promise's check has found so far. */
export class Findings {
  readonly #promise: string
  readonly #title: string
  readonly #entries: readonly Entry[]
  readonly #parts: Record<string, number>
  readonly #violations: Violation[] = []
  #count = 0

  /** @param parts every kind of fact that the promise has */
  constructor(promise: string, title: string, entries: readonly Entry[], parts: readonly string[]) {
    this.#promise = promise
    this.#title = title
    this.#entries = entries
    this.#parts = Object.fromEntries(parts.map((part) => [part, 0]))
  }

  /** Something was examined, whatever came of it. */
  fact(part: string, count = 1): void {
    this.#parts[part] = (this.#parts[part] ?? 0) + count
  }

  /** @param places indexes into the history; null and undefined are left out */
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
