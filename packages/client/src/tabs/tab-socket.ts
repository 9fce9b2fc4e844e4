import { movedCode } from '../connection/socket-source.ts'
import type { WebSocketLike } from '../connection/web-socket.ts'

/** Carries the frames of one tab's socket to the leader: calls within the leader's own tab, messages between tabs. */
export type Line = {
  send(text: string): void
  /** @param code undefined: the tab found something wrong with the socket */
  close(code: number | undefined): void
}

/** The tab's end of a line. Nothing is called after `closed`. */
export type LineEnd = {
  opened(): void
  frame(text: string): void
  closed(code: number, reason: string): void
}

/** One tab's share of the socket that several tabs have in common. It behaves like a WebSocket of this tab alone. */
export class TabSocket extends EventTarget implements WebSocketLike {
  binaryType: BinaryType = 'blob'
  readonly bufferedAmount = 0
  readonly #connect: (end: LineEnd) => Line
  readonly #over: (code: number) => void
  #line: Line | null = null
  #isOpen = false
  #isClosed = false

  constructor(connect: (end: LineEnd) => Line, over: (code: number) => void) {
    super()
    this.#connect = connect
    this.#over = over
    this.#open()
  }

  send(text: string): void {
    if (this.#isOpen) this.#line?.send(text)
  }

  close(code?: number, reason = ''): void {
    if (this.#isClosed) return
    this.#line?.close(code)
    this.#closed(code ?? 1005, reason)
  }

  /** Another tab leads now. A socket that was not open yet has lost nothing, and turns to the new leader. */
  moved(): void {
    if (this.#isClosed) return
    this.#line?.close(movedCode)
    if (this.#isOpen) this.#closed(movedCode, 'another tab leads')
    else this.#open()
  }

  #open(): void {
    let line: Line | null = null
    const isCurrent = () => line === this.#line && !this.#isClosed
    line = this.#connect({
      opened: () => {
        if (!isCurrent()) return
        this.#isOpen = true
        this.dispatchEvent(new Event('open'))
      },
      frame: (data) => {
        if (isCurrent()) this.dispatchEvent(new MessageEvent('message', { data }))
      },
      closed: (code, reason) => {
        if (isCurrent()) this.#closed(code, reason)
      },
    })
    this.#line = line
  }

  #closed(code: number, reason: string): void {
    const wasOpen = this.#isOpen
    this.#isClosed = true
    this.#isOpen = false
    this.#over(code)
    // As WebSockets do.
    if (!wasOpen) this.dispatchEvent(new Event('error'))
    this.dispatchEvent(closeEvent(code, reason))
  }
}

function closeEvent(code: number, reason: string): Event & { code: number; reason: string } {
  // Node before version 23 has no CloseEvent.
  return Object.assign(new Event('close'), { code, reason, wasClean: false })
}
