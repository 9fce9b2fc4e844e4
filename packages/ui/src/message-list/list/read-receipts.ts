import { type ListRow, lastNumber } from './list-rows.ts'

type Receipt = { userId: string; readNumber: number }

/**
 * Up to which row each of the others has read: user ids by the key of the row. Left out are those who have read up to a
 * message that is not loaded, and those whose last read message is their own: that the author knows it is no news.
 */
export function readersByRow(
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

/** The last row with a message up to this number; null if that message is not loaded. */
function rowAt(rows: readonly ListRow[], number: number, hasAfter: boolean): ListRow | null {
  for (let i = rows.length - 1, last = true; i >= 0; i--) {
    const row = rows[i]
    if (!row || !('item' in row) || row.item.state !== 'sent') continue
    const end = lastNumber(row) ?? 0
    if (row.item.message.number <= number) return last && hasAfter && number > end ? null : row
    last = false
  }
  return null
}
