import type { Readable } from '@chime/client'

/** Always null. A hook cannot be skipped: it reads this one while there is nothing to read. */
export const nullReadable: Readable<null> = { get: () => null, subscribe: () => () => {} }

/**
 * Several readables as one. Its value is the same array until one of them changes, as `useSyncExternalStore` needs it.
 */
export function combineReadables<T>(readables: readonly Readable<T>[]): Readable<readonly T[]> {
  let previous: readonly T[] | null = null
  return {
    get() {
      const values = readables.map((readable) => readable.get())
      if (!previous || values.some((value, i) => value !== previous?.[i])) previous = values
      return previous
    },
    subscribe(listener) {
      const ends = readables.map((readable) => readable.subscribe(listener))
      return () => {
        for (const end of ends) end()
      }
    },
  }
}
