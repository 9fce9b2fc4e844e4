import { once } from 'node:events'
import { WebSocket } from 'ws'

type Answer = { id: number; result?: { data?: unknown }; error?: { message: string } }
type Waiting = { resolve(data: unknown): void; reject(error: Error): void }

/**
 * Sends the same frames over a WebSocket as tRPC's own client, at less cost. Two hundred of these fit into one process that still
 * has CPU time left on a busy machine.
 */
export class RawTrpcClient {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, Waiting>()
  #id = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => this.#take(JSON.parse(String(data))))
    socket.on('close', (code) => this.#fail(new Error(`the socket closed with ${code}`)))
    socket.on('error', (error) => this.#fail(error))
  }

  /** @param url of the server, http:// */
  static async open(url: string, token: string): Promise<RawTrpcClient> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/trpc?connectionParams=1`, { perMessageDeflate: false })
    await once(socket, 'open')
    socket.send(JSON.stringify({ method: 'connectionParams', data: { token } }))
    return new RawTrpcClient(socket)
  }

  /** The caller knows the type of the answer, because it knows the procedure. */
  call<T>(type: 'query' | 'mutation' | 'subscription', path: string, input: object): Promise<T> {
    const id = ++this.#id
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#socket.send(JSON.stringify({ id, method: type, params: { input, path } }))
    }) as Promise<T>
  }

  close(): void {
    this.#socket.removeAllListeners('close')
    this.#socket.close()
  }

  #take({ id, result, error }: Answer): void {
    const waiting = this.#waiting.get(id)
    // The first frame of a subscription only says that it has started.
    if (waiting === undefined || (result && !('data' in result))) return
    this.#waiting.delete(id)
    if (error) waiting.reject(new Error(error.message))
    else waiting.resolve(result?.data)
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
