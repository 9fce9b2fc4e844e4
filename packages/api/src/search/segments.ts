/**
 * The index is cut by time into segments of some 65,000 messages, and every term of a message is prefixed with the name
 * of its segment. So each entry of the index belongs to one segment. A search goes from the newest segment back and
 * stops when its page is full, however often a word was ever used. And writing touches only the newest entries, which
 * lie together.
 */
export type Segment = { id: number; startsAt: number }

export const segmentSize = 65_536
/** Long enough for two thousand million messages. With a fixed length, names sort like the ids. */
export const nameLength = 3

export const segmentName = (id: number): string => id.toString(36).padStart(nameLength, '0')

/**
 * The segment of a time in microseconds since 1970. What is older than the first segment belongs to the first.
 *
 * @param segments ascending
 */
export function segmentAt<S extends Segment>(segments: readonly S[], at: number): S | undefined {
  return segments.findLast(({ startsAt }) => startsAt <= at) ?? segments[0]
}
