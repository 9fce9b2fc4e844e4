/**
 * The index is cut by time into segments of some 65,000 messages, and every term of a message stands behind the name of its
 * segment. So the entries of the index are of one segment each: a search goes from the newest segment back and stops when its
 * page is full, however often a word was ever used; and writing touches the newest entries, which lie together.
 */
export type Segment = { id: number; startsAt: number }

export const segmentSize = 65_536
/** Enough for two thousand million messages, and in the order of the ids. */
export const nameLength = 3

export const segmentName = (id: number): string => id.toString(36).padStart(nameLength, '0')

/** The segment of a time, in microseconds. @param segments ascending; what is older than the first is in it all the same */
export function segmentAt<S extends Segment>(segments: readonly S[], at: number): S | undefined {
  return segments.findLast(({ startsAt }) => startsAt <= at) ?? segments[0]
}
