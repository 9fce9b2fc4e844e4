/** The key of the direct conversation of two people. It does not depend on who asks. */
export const directKey = (a: string, b: string) => [a, b].sort().join(':')

/**
 * @returns the other person of the direct conversation with this key; null when there is no key, since it is no direct
 * conversation
 */
export function peerOf(key: string | null, userId: string): string | null {
  return key?.split(':').find((id) => id !== userId) ?? null
}
