/** About what a key, quotes and commas take beside a value. */
const overheadBytes = 4
const numberBytes = 8
/** A shorter string is counted by its length: to count its bytes would take longer than it is worth. */
const shortMax = 64

/**
 * About how many bytes this value has as JSON. Costs a small part of what making the JSON costs.
 *
 * @param value what a procedure answers: plain JSON, and not nested deeply
 */
export function answerSize(value: unknown): number {
  if (typeof value === 'string') return value.length <= shortMax ? value.length + 2 : Buffer.byteLength(value) + 2
  if (typeof value !== 'object' || value === null) return numberBytes
  let bytes = 2
  if (Array.isArray(value)) {
    for (const item of value) bytes += answerSize(item) + 1
    return bytes
  }
  for (const key in value) bytes += key.length + overheadBytes + answerSize((value as Record<string, unknown>)[key])
  return bytes
}
