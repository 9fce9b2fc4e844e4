import type { Row } from './rows.ts'

/** What the virtual list holds: the rows, and the start of the conversation when it is reached. */
export type ListRow = Row | { key: 'start' }
export const startRow: ListRow = { key: 'start' }

/** The newest sent message of a row; null for one that holds none. */
function lastNumber(row: ListRow): number | null {
  if (!('item' in row) || row.item.state !== 'sent') return null
  return row.folded.at(-1)?.number ?? row.item.message.number
}

/** Where the message with this number is; null if it is not in the window. */
export function indexOfNumber(rows: readonly ListRow[], number: number | null): number | null {
  if (number === null) return null
  const index = rows.findIndex(
    (row) =>
      'item' in row &&
      row.item.state === 'sent' &&
      row.item.message.number <= number &&
      number <= (lastNumber(row) ?? 0),
  )
  return index < 0 ? null : index
}

/** The newest sent message at or above a row; 0 if there is none. */
export function numberAtOrAbove(rows: readonly ListRow[], index: number): number {
  for (let i = Math.min(index, rows.length - 1); i >= 0; i--) {
    const row = rows[i]
    const number = row && lastNumber(row)
    if (number) return number
  }
  return 0
}

/** Of the newest sent message: another one whenever a later page has come. */
export function newestKey(rows: readonly ListRow[]): string | undefined {
  const number = numberAtOrAbove(rows, rows.length - 1)
  return number === 0 ? undefined : String(number)
}
