import type { Row } from './build-rows.ts'

/** What the virtual list shows: the rows, and above the first message the start of the conversation. */
export type ListRow = Row | { key: 'start' }
/** The start of the conversation. */
export const startRow: ListRow = { key: 'start' }

/** The number of the newest sent message in a row; null if there is none in it. */
export function lastNumber(row: ListRow): number | null {
  if (!('item' in row) || row.item.state !== 'sent') return null
  return row.merged.at(-1)?.number ?? row.item.message.number
}

/** The index of the row with the message of this number; null if that is not loaded. */
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

/** The number of the newest sent message at or above a row; 0 if there is none. */
export function numberAtOrAbove(rows: readonly ListRow[], index: number): number {
  for (let i = Math.min(index, rows.length - 1); i >= 0; i--) {
    const row = rows[i]
    const number = row && lastNumber(row)
    if (number) return number
  }
  return 0
}

/** A key for the newest sent message. It changes whenever a page of newer messages has been added. */
export function newestKey(rows: readonly ListRow[]): string | undefined {
  const number = numberAtOrAbove(rows, rows.length - 1)
  return number === 0 ? undefined : String(number)
}
