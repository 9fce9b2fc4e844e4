const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The text that is being written, and the place of the cursor in it. The cursor never stands within a character. */
export class Composer {
  #text = ''
  #cursor = 0
  readonly #sent: string[] = []
  /** How far back in what was sent: 0 is what is being written. */
  #back = 0
  #unsent = ''

  get text(): string {
    return this.#text
  }

  get cursor(): number {
    return this.#cursor
  }

  set(text: string): void {
    this.#text = text
    this.#cursor = text.length
    this.#back = 0
  }

  insert(text: string): void {
    this.#replace(this.#cursor, this.#cursor, text)
  }

  /** Empties it, and remembers the text. @returns the text */
  take(): string {
    const text = this.#text
    if (text.trim() && this.#sent[0] !== text) this.#sent.unshift(text)
    this.set('')
    return text
  }

  left(): void {
    this.#cursor = this.#before(this.#cursor)
  }

  right(): void {
    this.#cursor = this.#after(this.#cursor)
  }

  wordLeft(): void {
    this.#cursor = this.#wordStart()
  }

  wordRight(): void {
    this.#cursor += /^\s*\S*/.exec(this.#text.slice(this.#cursor))?.[0].length ?? 0
  }

  home(): void {
    this.#cursor = this.#text.lastIndexOf('\n', this.#cursor - 1) + 1
  }

  end(): void {
    const at = this.#text.indexOf('\n', this.#cursor)
    this.#cursor = at === -1 ? this.#text.length : at
  }

  backspace(): void {
    this.#replace(this.#before(this.#cursor), this.#cursor, '')
  }

  delete(): void {
    this.#replace(this.#cursor, this.#after(this.#cursor), '')
  }

  deleteWord(): void {
    this.#replace(this.#wordStart(), this.#cursor, '')
  }

  deleteToStart(): void {
    const end = this.#cursor
    this.home()
    this.#replace(this.#cursor, end, '')
  }

  deleteToEnd(): void {
    const start = this.#cursor
    this.end()
    this.#replace(start, this.#cursor, '')
  }

  /** One line up; in the first line, what was sent before. */
  up(): void {
    const lineStart = this.#text.lastIndexOf('\n', this.#cursor - 1)
    if (lineStart === -1) {
      this.#recall(this.#back + 1)
      return
    }
    const column = this.#cursor - lineStart - 1
    const start = this.#text.lastIndexOf('\n', lineStart - 1) + 1
    this.#cursor = this.#aligned(Math.min(start + column, lineStart))
  }

  /** One line down; in the last line, what was sent after. */
  down(): void {
    const lineEnd = this.#text.indexOf('\n', this.#cursor)
    if (lineEnd === -1) {
      this.#recall(this.#back - 1)
      return
    }
    const column = this.#cursor - this.#text.lastIndexOf('\n', this.#cursor - 1) - 1
    const end = this.#text.indexOf('\n', lineEnd + 1)
    this.#cursor = this.#aligned(Math.min(lineEnd + 1 + column, end === -1 ? this.#text.length : end))
  }

  #recall(back: number): void {
    if (back < 0 || back > this.#sent.length) return
    if (this.#back === 0) this.#unsent = this.#text
    this.set(back === 0 ? this.#unsent : (this.#sent[back - 1] ?? ''))
    this.#back = back
  }

  #replace(start: number, end: number, text: string): void {
    this.#text = this.#text.slice(0, start) + text + this.#text.slice(end)
    this.#cursor = start + text.length
    this.#back = 0
  }

  #before(at: number): number {
    return at - (this.#segment(at - 1)?.length ?? 0)
  }

  #after(at: number): number {
    return at + (this.#segment(at)?.length ?? 0)
  }

  /** The start of the character at this place. */
  #aligned(at: number): number {
    return at >= this.#text.length ? this.#text.length : (graphemes.segment(this.#text).containing(at)?.index ?? at)
  }

  #segment(at: number): string | undefined {
    return graphemes.segment(this.#text).containing(at)?.segment
  }

  #wordStart(): number {
    const before = this.#text.slice(0, this.#cursor)
    return before.length - (/\S*\s*$/.exec(before)?.[0].length ?? 0)
  }
}
