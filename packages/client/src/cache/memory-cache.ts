import type { ViewCache } from './view-cache.ts'

/** Keeps the last view in memory, for as long as the returned object is used. */
export function memoryCache(): ViewCache {
  const values = new Map<string, unknown>()
  return {
    read: (key) => values.get(key),
    write(changes) {
      for (const [key, value] of Object.entries(changes)) {
        if (value === null) values.delete(key)
        else values.set(key, value)
      }
    },
    clear: () => values.clear(),
  }
}
