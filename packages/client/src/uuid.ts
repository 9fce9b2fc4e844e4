/**
 * A random UUID (version 4). Not by `crypto.randomUUID`, which does not exist on pages that were loaded over plain http,
 * except from localhost.
 */
export function uuid(): string {
  // The hyphens, the version (4) and the variant (8 to b) have their fixed places.
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) => {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1))
    return (digit === '8' ? 8 | (byte & 3) : byte & 15).toString(16)
  })
}
