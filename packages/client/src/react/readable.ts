import { useCallback, useSyncExternalStore } from 'react'
import type { Readable } from '../readable.ts'

/** Returns the value, and renders the component again after each change. */
export function useReadable<T>(readable: Readable<T>): T {
  const subscribe = useCallback((listener: () => void) => readable.subscribe(listener), [readable])
  const get = useCallback(() => readable.get(), [readable])
  return useSyncExternalStore(subscribe, get, get)
}

/** Combines several readables into one. */
export function together<T>(readables: readonly Readable<T>[]): Readable<readonly T[]> {
  let last: readonly T[] = []
  return {
    get() {
      const values = readables.map((readable) => readable.get())
      if (values.length !== last.length || values.some((value, i) => value !== last[i])) last = values
      return last
    },
    subscribe(listener) {
      const ends = readables.map((readable) => readable.subscribe(listener))
      return () => {
        for (const end of ends) end()
      }
    },
  }
}
