import type { Row } from './rows.ts'

/** What the virtual list holds: the rows, and the start of the conversation when it is reached. */
export type ListRow = Row | { key: 'start' }
export const startRow: ListRow = { key: 'start' }

/** Where the message with this number is; null if it is not in the window. */
export function indexOfNumber(rows: readonly ListRow[], number: number | null): number | null {
  if (number === null) return null
  const index = rows.findIndex(
    (row) => 'item' in row && row.item.state === 'sent' && row.item.message.number === number,
  )
  return index < 0 ? null : index
}

/** The newest sent message at or above a row; 0 if there is none. */
export function numberAtOrAbove(rows: readonly ListRow[], index: number): number {
  for (let i = Math.min(index, rows.length - 1); i >= 0; i--) {
    const row = rows[i]
    if (row && 'item' in row && row.item.state === 'sent') return row.item.message.number
  }
  return 0
}

/** The key of the newest sent message. */
export function newestKey(rows: readonly ListRow[]): string | undefined {
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i]
    if (row && 'item' in row && row.item.state === 'sent') return row.key
  }
  return undefined
}
