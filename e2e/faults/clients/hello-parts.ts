import type { Head, Hello } from '@chime/protocol'

/** Puts the parts of a `hello` together. @returns a function that takes one part, and returns all heads with the last one */
export function joinHelloParts() {
  let heads: Head[] = []
  return (spec: Hello): Head[] | null => {
    heads = [...heads, ...spec.channels]
    if (!spec.last) return null
    const all = heads
    heads = []
    return all
  }
}
