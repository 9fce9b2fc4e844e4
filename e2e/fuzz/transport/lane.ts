import { WebSocket } from 'ws'

const answerWithinMs = 60_000
/** Then the socket is changed, so that subscriptions that an input has opened do not pile up. */
const attemptsPerSocket = 150

/** What came of one frame: everything that was received until its answer, and the close code if the socket ended. */
export type FrameOutcome = { texts: string[]; closed: number | null; isAnswered: boolean }

/** One socket, on which one input after the other is tried. It is opened when it is needed, and again when it was closed. */
export class Lane {
  readonly #url: string
  #ws: WebSocket | null = null
  #token: string | undefined
  #left = 0
  #ids = 0

  constructor(url: string) {
    this.#url = url.replace('http', 'ws')
  }

  /** An id that no input has used. */
  nextId(): string {
    return `lane ${++this.#ids}`
  }

  /**
   * Sends frames and waits for the answer to `id`.
   *
   * @param token of whoever sends; the socket is changed when it is another one
   */
  async send(frames: readonly (string | Buffer)[], id: string, token: string | undefined): Promise<FrameOutcome> {
    const ws = await this.#open(token)
    if (typeof ws === 'number') return { texts: [], closed: ws, isAnswered: false }
    const texts: string[] = []
    const needle = `"id":${JSON.stringify(id)}`
    return new Promise((resolve) => {
      const finish = (outcome: Omit<FrameOutcome, 'texts'>) => {
        clearTimeout(timer)
        ws.off('message', onMessage).off('close', onClose)
        resolve({ texts, ...outcome })
      }
      const onMessage = (data: Buffer) => {
        const text = data.toString('utf8')
        texts.push(text)
        if (text.includes(needle)) finish({ closed: null, isAnswered: true })
      }
      const onClose = (code: number) => finish({ closed: code, isAnswered: false })
      const timer = setTimeout(() => {
        ws.terminate()
        finish({ closed: null, isAnswered: false })
      }, answerWithinMs)
      ws.on('message', onMessage).once('close', onClose)
      for (const frame of frames) ws.send(frame, { binary: typeof frame !== 'string' })
    })
  }

  /** Sends a frame to which nobody waits for an answer, such as the end of a subscription. */
  tell(frame: string): void {
    if (this.#ws?.readyState === WebSocket.OPEN) this.#ws.send(frame)
  }

  close(): void {
    this.#ws?.terminate()
    this.#ws = null
  }

  /** @returns the status when the server refuses the upgrade */
  async #open(token: string | undefined): Promise<WebSocket | number> {
    const isUsable = this.#ws?.readyState === WebSocket.OPEN && this.#token === token && this.#left > 0
    if (this.#ws && isUsable) {
      this.#left--
      return this.#ws
    }
    this.close()
    this.#token = token
    this.#left = attemptsPerSocket
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const ws = new WebSocket(`${this.#url}/trpc`, { headers, perMessageDeflate: false })
    ws.on('error', () => {})
    this.#ws = ws
    return new Promise((resolve) => {
      ws.once('open', () => resolve(ws))
      ws.once('unexpected-response', (_, { statusCode }) => resolve(statusCode ?? 0))
      ws.once('close', () => resolve(0))
    })
  }
}
