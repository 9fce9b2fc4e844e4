import type { Head, Hello } from '@chime/protocol'

/** Puts the parts of a `hello` together. @returns what takes a part and gives all heads with the last one */
export function whole() {
  let heads: Head[] = []
  return (part: Hello): Head[] | null => {
    heads = [...heads, ...part.channels]
    if (!part.last) return null
    const all = heads
    heads = []
    return all
  }
}
