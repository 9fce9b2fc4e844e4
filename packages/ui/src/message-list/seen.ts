import type { ListRow } from './list-rows.ts'

type Receipt = { userId: string; readNumber: number }

/**
 * At which row each of the others has read up to, by the row's key. Not where that is above or below the window, and not
 * at what they wrote themselves: that they know it goes without saying.
 */
export function seenBy(
  receipts: readonly Receipt[],
  rows: readonly ListRow[],
  meId: string,
  hasAfter: boolean,
): ReadonlyMap<string, string[]> {
  const seen = new Map<string, string[]>()
  for (const { userId, readNumber } of receipts) {
    if (userId === meId) continue
    const row = rowAt(rows, readNumber, hasAfter)
    if (!row || !('item' in row) || row.item.state !== 'sent' || row.item.message.userId === userId) continue
    const there = seen.get(row.key)
    if (there) there.push(userId)
    else seen.set(row.key, [userId])
  }
  return seen
}

/** The last row up to this number; null if it lies outside of the window. */
function rowAt(rows: readonly ListRow[], number: number, hasAfter: boolean): ListRow | null {
  for (let i = rows.length - 1, last = true; i >= 0; i--) {
    const row = rows[i]
    if (!row || !('item' in row) || row.item.state !== 'sent') continue
    const end = row.folded.at(-1)?.number ?? row.item.message.number
    if (row.item.message.number <= number) return last && hasAfter && number > end ? null : row
    last = false
  }
  return null
}
