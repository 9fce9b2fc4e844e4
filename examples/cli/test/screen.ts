import pty from '@lydell/node-pty'
import xterm from '@xterm/headless'
import { main } from './chime.ts'

type Size = { columns: number; rows: number }
export type Screen = ReturnType<typeof openScreen>

/** `chime` in a real terminal, whose picture a test can read. */
export function openScreen(args: string[], env: Record<string, string>, { columns, rows }: Size) {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true })
  const process_ = pty.spawn(process.execPath, [main, ...args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    env: { ...env, TERM: 'xterm-256color' },
  })
  // The program asks whether it has the focus, and this terminal answers nothing: then it takes it that it has.
  process_.onData((data) => terminal.write(data))
  const exited = new Promise<number>((resolve) => process_.onExit(({ exitCode }) => resolve(exitCode)))
  const lines = () =>
    Array.from(
      { length: terminal.rows },
      (_, i) => terminal.buffer.active.getLine(i)?.translateToString(false, 0, terminal.cols).trimEnd() ?? '',
    )
  return {
    lines,
    text: () => lines().join('\n'),
    /** The line that holds this text. */
    line: (part: string) => lines().find((each) => each.includes(part)) ?? '',
    /** Where the cursor stands. */
    cursor: () => ({ row: terminal.buffer.active.cursorY, column: terminal.buffer.active.cursorX }),
    /** Whether the program shows its own screen, and not what stood in the terminal before. */
    isFull: () => terminal.buffer.active.type === 'alternate',
    /** How many cells are not in the terminal's own colour. */
    colours: () =>
      Array.from({ length: terminal.rows }, (_, row) =>
        Array.from({ length: terminal.cols }, (_, column) => terminal.buffer.active.getLine(row)?.getCell(column)),
      )
        .flat()
        .filter((cell) => cell && !(cell.isFgDefault() && cell.isBgDefault())).length,
    type: (text: string) => process_.write(text),
    resize(size: Size) {
      terminal.resize(size.columns, size.rows)
      process_.resize(size.columns, size.rows)
    },
    exited,
    kill: () => process_.kill(),
  }
}

/** What a terminal sends for these keys. */
export const key = {
  enter: '\r',
  altEnter: '\u001b\r',
  escape: '\u001b',
  tab: '\t',
  up: '\u001b[A',
  pageUp: '\u001b[5~',
  ctrlC: '\u0003',
  ctrlN: '\u000e',
  paste: (text: string) => `\u001b[200~${text}\u001b[201~`,
}
