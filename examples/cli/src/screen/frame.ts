import { clean } from '../message/clean.ts'
import { dim, paint, toWidth, truncate, widthOf } from './paint.ts'
import { type Frame, type Size, toColumn } from './terminal.ts'

/** What is on the screen. The parts are asked for with the room that they have. */
export type View = {
  /** `● online`, at the top of the list. */
  connection: string
  sidebar(width: number, height: number): string[]
  /** What is open. */
  title: string
  /** At the bottom of its room, unless `isTop`. */
  body(width: number, height: number): { lines: string[]; isTop: boolean }
  typing: string
  composer: { text: string; cursor: number }
  status: string
}

const sidebarWidth = 26
/** A narrower screen shows no list. */
const narrow = 64
/** A longer text scrolls within the composer. */
const composerRowsMax = 6
const prompt = '> '

/** How wide and high the conversation is. */
export function roomOf({ columns, rows }: Size, text: string): { left: number; width: number; height: number } {
  const left = columns < narrow ? 0 : sidebarWidth + 2
  const width = Math.max(20, columns - left)
  const written = Math.min(composerRowsMax, layText(text, 0, width - prompt.length - 1).lines.length)
  // A title, a rule with who is typing, the composer, and the status.
  return { left, width, height: Math.max(1, rows - written - 3) }
}

export function frameOf(view: View, size: Size): Frame {
  const { left, width, height } = roomOf(size, view.composer.text)
  const written = layText(view.composer.text, view.composer.cursor, width - prompt.length - 1)
  const first = Math.max(0, Math.min(written.row - composerRowsMax + 1, written.lines.length - composerRowsMax))
  const composer = written.lines
    .slice(first, first + composerRowsMax)
    .map((line, i) => (first + i === 0 ? paint('bold', prompt) : ' '.repeat(prompt.length)) + line)
  const { lines: body, isTop } = view.body(width, height)
  const shown = body.slice(0, height)
  const empty = Array<string>(height - shown.length).fill('')
  const main = [
    truncate(view.title, width),
    ...(isTop ? [...shown, ...empty] : [...empty, ...shown]),
    typingLine(view.typing, width),
    ...composer,
  ]
  const status = truncate(view.status, size.columns)
  const cursor = { row: 1 + height + 1 + written.row - first, column: left + prompt.length + written.column }
  if (left === 0) return { lines: [...main, status], cursor }
  const list = [` ${paint('bold', 'Chime')}  ${view.connection}`, ...view.sidebar(sidebarWidth, main.length - 1)]
  const lines = main.map(
    (line, i) => `${toWidth(list[i] ?? '', sidebarWidth)}${toColumn(sidebarWidth)}${dim('│')} ${toColumn(left)}${line}`,
  )
  return { lines: [...lines, status], cursor }
}

function typingLine(typing: string, width: number): string {
  return dim(typing ? truncate(`── ${typing} ${'─'.repeat(width)}`, width).replace(/…$/, '─') : '─'.repeat(width))
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Lays out the text that is being written, and finds the cursor in it. */
function layText(text: string, cursor: number, width: number): { lines: string[]; row: number; column: number } {
  const lines = ['']
  let column = 0
  let place = { row: 0, column: 0 }
  for (const { segment, index } of graphemes.segment(text)) {
    const shown = segment === '\n' ? '' : clean(segment)
    if (segment !== '\n' && column + widthOf(shown) > width) {
      lines.push('')
      column = 0
    }
    if (index <= cursor) place = { row: lines.length - 1, column }
    if (segment === '\n') lines.push('')
    else lines[lines.length - 1] += shown
    column = segment === '\n' ? 0 : column + widthOf(shown)
  }
  return { lines, ...(cursor >= text.length ? { row: lines.length - 1, column } : place) }
}
