import { Refusal } from '../errors.ts'
import type { Position } from './readable.ts'

/**
 * Where a page ended: a position in the order of results, so that new messages shift nothing. In the order `best` it
 * also holds the rank of the last result, and the position below which the candidates for ranking were taken.
 */
export type Cursor =
  | { order: 'newest'; last: Position }
  | { order: 'best'; last: Position & { rank: number }; top: Position }

export function writeCursor(cursor: Cursor): string {
  const { last } = cursor
  if (cursor.order === 'newest') return `n ${last.at} ${last.id}`
  return `b ${last.at} ${last.id} ${cursor.last.rank} ${cursor.top.at} ${cursor.top.id}`
}

/** @throws Refusal `INVALID_INPUT` for a text that `writeCursor` did not make for this order */
export function readCursor(text: string, order: Cursor['order']): Cursor {
  const [kind, ...rest] = text.split(' ')
  const [at = Number.NaN, id = Number.NaN, rank = Number.NaN, topAt = Number.NaN, topId = Number.NaN] =
    rest.map(numberOf)
  const isWhole = [at, id].every(Number.isSafeInteger)
  if (kind === 'n' && order === 'newest' && rest.length === 2 && isWhole) return { order, last: { at, id } }
  const isRanked = Number.isFinite(rank) && [topAt, topId].every(Number.isSafeInteger)
  if (kind === 'b' && order === 'best' && rest.length === 5 && isWhole && isRanked) {
    return { order, last: { at, id, rank }, top: { at: topAt, id: topId } }
  }
  throw new Refusal('INVALID_INPUT', 'cursor: is not one that this server made for this order', { field: 'cursor' })
}

/** Stricter than `Number`, which takes '' for 0 and accepts hexadecimal. */
const numberOf = (text: string) => (/^-?\d+(\.\d+)?(e-?\d+)?$/.test(text) ? Number(text) : Number.NaN)
