import type { Cell } from './result.ts'

/** Three significant digits by default, no exponent, with separators for thousands. */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return String(value)
  return value.toLocaleString('en-US', {
    maximumSignificantDigits: Math.max(digits, Math.floor(Math.log10(Math.abs(value) || 1)) + 1),
  })
}

const formatCell = (cell: Cell | undefined): string =>
  cell === null || cell === undefined ? '–' : typeof cell === 'number' ? formatNumber(cell) : cell

/** Whether a column is aligned to the right, because it contains only figures. */
const isRight = (rows: readonly Cell[][], column: number): boolean =>
  rows.some((row) => row[column] !== null) && rows.every((row) => /^[\d.,]|^–$/.test(formatCell(row[column])))

/** A Markdown table that is also aligned for a terminal. */
export function printTable(columns: readonly string[], rows: readonly Cell[][]): string {
  const texts = [columns, ...rows.map((row) => columns.map((_, i) => formatCell(row[i])))]
  const widths = columns.map((_, i) => Math.max(3, ...texts.map((row) => row[i]?.length ?? 0)))
  const rights = columns.map((_, i) => i > 0 && isRight(rows, i))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (rights[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, i) => (rights[i] ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2)))
  const [head = [], ...body] = texts
  return [line(head), `|${rule.join('|')}|`, ...body.map(line)].join('\n')
}
