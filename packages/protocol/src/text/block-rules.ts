import type { StateBlock } from 'markdown-it'

/**
 * The rules for blocks that are Chime's own. As markdown-it asks for it, a rule looks at the line `startLine`, moves
 * `state.line` behind what it read, and returns whether it read something. With `silent` it only says whether it would.
 */
type Rule = (state: StateBlock, startLine: number, endLine: number, silent: boolean) => boolean

/** Quotes and lists are read this deep; a list counts as two. What is nested deeper is text. */
const depthMax = 16

const lineAt = (state: StateBlock, line: number) =>
  state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
const indentAt = (state: StateBlock, line: number) => state.sCount[line] ?? 0

function pushParagraph(state: StateBlock, startLine: number, nextLine: number): void {
  state.line = nextLine
  state.push('paragraph_open', 'p', 1).map = [startLine, nextLine]
  const inline = state.push('inline', '', 0)
  inline.content = state.getLines(startLine, nextLine, state.blkIndent, false).trimEnd()
  inline.children = []
  state.push('paragraph_close', 'p', -1)
}

/** Reads everything that is nested too deep as text, so that nothing of it is lost. */
export const tooDeep: Rule = (state, startLine, endLine, silent) => {
  if (state.level < depthMax) return false
  if (silent) return true
  let next = startLine + 1
  while (
    next < endLine &&
    (state.isEmpty(next) || indentAt(state, next) < 0 || indentAt(state, next) >= state.blkIndent)
  )
    next++
  pushParagraph(state, startLine, next)
  return true
}

/** Reads the lines up to an empty one or the beginning of another block, and keeps their indentation. */
export const paragraph: Rule = (state, startLine, endLine) => {
  const others = state.md.block.ruler.getRules('paragraph')
  const { parentType } = state
  state.parentType = 'paragraph'
  const ends = (line: number) => {
    if (state.isEmpty(line) || isFrame(state, line)) return true
    // What is indented that far, or continues a quote without its mark, is no other block.
    if (indentAt(state, line) - state.blkIndent > 3 || indentAt(state, line) < 0) return false
    return others.some((rule) => rule(state, line, endLine, true))
  }
  let next = startLine + 1
  while (next < endLine && !ends(next)) next++
  pushParagraph(state, startLine, next)
  state.parentType = parentType
  return true
}

/** Ends a quote at the first line without its mark: who answers below a quoted line does not mean to quote the answer. */
export const endOfQuote: Rule = (state, _startLine, _endLine, silent) => silent && state.parentType === 'blockquote'

/** A line of a stack trace, as Java, JavaScript and .NET, Python, Ruby and Go write it. */
const frame =
  /^(?:at (?:[^\s(]+\(.*\)(?: in .*:line \d+)?|.*\S:\d+:\d+\)?|.*\(<anonymous>\))|File ".+", line \d+.*|from \S+:\d+:in .*|\S+\.go:\d+.*)$/
const frameMax = 500

function isFrame(state: StateBlock, line: number): boolean {
  if (indentAt(state, line) <= state.blkIndent) return false
  const text = lineAt(state, line).trimEnd()
  return text.length <= frameMax && frame.test(text)
}

/** Reads the lines of a stack trace as code: they are indented, and their underscores and signs are no markup. */
export const stackTrace: Rule = (state, startLine, endLine, silent) => {
  if (!isFrame(state, startLine)) return false
  if (silent) return true
  let next = startLine + 1
  const belongs = (line: number) =>
    !state.isEmpty(line) && (indentAt(state, line) > state.blkIndent || lineAt(state, line).startsWith('Caused by: '))
  while (next < endLine && belongs(next)) next++
  state.line = next
  const token = state.push('fence', 'code', 0)
  token.content = state.getLines(startLine, next, state.blkIndent, true)
  token.map = [startLine, next]
  return true
}

/** Reads a heading as markdown-it does, if it says something. */
export function headingWithText(heading: Rule): Rule {
  return (state, startLine, endLine, silent) =>
    /^#{1,6}[ \t]+(?!#*[ \t]*$)/.test(lineAt(state, startLine)) && heading(state, startLine, endLine, silent)
}

const cellsMax = 2_000
const cellsOf = (line: string) =>
  line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/).length
/** Up to which line it is known that no table begins. */
const noTableBefore = new WeakMap<StateBlock, number>()

/**
 * Reads a table as markdown-it does, unless it would be too large, or a row has more cells than the head: they would be
 * left out.
 */
export function wholeTable(table: Rule): Rule {
  return (state, startLine, endLine, silent) => {
    if (startLine < (noTableBefore.get(state) ?? 0) || !table(state, startLine, endLine, true)) return false
    const columns = cellsOf(lineAt(state, startLine))
    let line = startLine + 2
    let fits = true
    for (; line < endLine && !state.isEmpty(line); line++) fits &&= cellsOf(lineAt(state, line)) <= columns
    if (!fits || columns * (line - startLine) > cellsMax) {
      noTableBefore.set(state, line)
      return false
    }
    return silent || table(state, startLine, endLine, false)
  }
}
