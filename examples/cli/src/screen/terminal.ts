import { emitKeypressEvents, type Interface } from 'node:readline'
import type { ReadStream, WriteStream } from 'node:tty'

/** A key, or text that was pasted at once. */
export type Press =
  | { name: string; ctrl: boolean; meta: boolean; text: string }
  | { name: 'paste'; ctrl: false; meta: false; text: string }
export type Size = { columns: number; rows: number }
export type Frame = { lines: readonly string[]; cursor: { row: number; column: number } }
type Listener = { press(press: Press): void; resize(): void; focus(isFocused: boolean): void }

/** How long the terminal may take for the rest of an escape sequence. After that it was the Escape key. */
const escapeMs = 50
// The other screen, no automatic line breaks, pasted text is marked, and the terminal tells whether it has the focus.
const enter = '\u001b[?1049h\u001b[?7l\u001b[?2004h\u001b[?1004h'
const leave = '\u001b[?1004l\u001b[?2004l\u001b[?7h\u001b[?25h\u001b[?1049l'

/** The terminal while the program has all of it. What stood there before is back afterwards. */
export class Terminal {
  readonly #input: ReadStream
  readonly #output: WriteStream
  #shown: readonly string[] = []
  #pasted: string | null = null
  #stop: (() => void) | null = null

  constructor(input: ReadStream, output: WriteStream) {
    this.#input = input
    this.#output = output
  }

  get size(): Size {
    return { columns: this.#output.columns || 80, rows: this.#output.rows || 24 }
  }

  start(listener: Listener): void {
    // The cast: it asks of the interface nothing but this time.
    emitKeypressEvents(this.#input, { escapeCodeTimeout: escapeMs } as unknown as Interface)
    const keypress = (text: string | undefined, key: Key) => this.#keypress(text, key, listener)
    const resize = () => {
      this.#shown = []
      listener.resize()
    }
    const restore = () => this.stop()
    this.#input.setRawMode(true)
    this.#input.resume()
    this.#input.on('keypress', keypress)
    this.#output.on('resize', resize)
    process.on('exit', restore)
    this.#output.write(enter)
    this.#stop = () => {
      this.#input.off('keypress', keypress)
      this.#output.off('resize', resize)
      process.off('exit', restore)
      this.#input.setRawMode(false)
      this.#input.pause()
      this.#output.write(leave)
    }
  }

  /** Gives the terminal back. May be called twice. */
  stop(): void {
    this.#stop?.()
    this.#stop = null
  }

  /** Writes the lines that have changed. */
  draw({ lines, cursor }: Frame): void {
    if (!this.#stop) return
    const changed = lines.flatMap((line, i) =>
      line === this.#shown[i] ? [] : [`\u001b[${i + 1};1H${line}\u001b[0m\u001b[K`],
    )
    const below = lines.length < this.#shown.length ? [`\u001b[${lines.length + 1};1H\u001b[J`] : []
    this.#shown = lines
    const place = `\u001b[${cursor.row + 1};${cursor.column + 1}H`
    this.#output.write(`\u001b[?25l${changed.join('')}${below.join('')}${place}\u001b[?25h`)
  }

  bell(): void {
    this.#output.write('\u0007')
  }

  /** Everything is drawn anew next time. */
  forget(): void {
    this.#shown = []
    this.#output.write('\u001b[2J')
  }

  #keypress(text: string | undefined, key: Key, listener: Listener): void {
    if (key.sequence === '\u001b[I' || key.sequence === '\u001b[O') listener.focus(key.sequence.endsWith('I'))
    else if (key.name === 'paste-start') this.#pasted = ''
    else if (key.name === 'paste-end') {
      const pasted = (this.#pasted ?? '').replace(/\r\n?/g, '\n')
      this.#pasted = null
      listener.press({ name: 'paste', ctrl: false, meta: false, text: pasted })
    } else if (this.#pasted !== null) this.#pasted += text ?? key.sequence ?? ''
    else {
      const isText = text !== undefined && !key.ctrl && !key.meta && !/\p{Cc}/u.test(text)
      listener.press({
        name: key.name ?? '',
        ctrl: key.ctrl === true,
        meta: key.meta === true,
        text: isText ? text : '',
      })
    }
  }
}

type Key = { sequence?: string; name?: string; ctrl?: boolean; meta?: boolean }
/** For a line whose second part begins at this column, whatever the first part is wide on this terminal. */
export const toColumn = (column: number): string => `\u001b[0m\u001b[${column + 1}G`
