import { WebSocket } from 'ws'
import type { Storm } from './worker-commands.ts'

const helloWithinMs = 60_000
const tryMs = 20_000
const triesMax = 20

/**
 * Opens one bare socket with a stream of events for each token, all at once. When all have their `hello`, they are cut, and it
 * begins again.
 *
 * @param options.times how often
 * @param options.signal no further time begins after it
 * @returns how long it took each time until all had their `hello`, how many never had, and why tries failed
 */
export async function storm(
  tokens: readonly string[],
  ports: readonly number[],
  { times, signal }: { times: number; signal: AbortSignal },
): Promise<Storm> {
  const why: Record<string, number> = {}
  const tookMs: number[] = []
  let missing = 0
  for (let time = 0; time < times && !signal.aborted; time++) {
    const started = performance.now()
    const found = await Promise.all(tokens.map((token, i) => arrive(token, ports, i + time, why)))
    tookMs.push(Math.round(performance.now() - started))
    missing += found.filter((socket) => socket === null).length
    // All sockets break in the same moment.
    for (const socket of found) socket?.terminate()
  }
  return { tookMs, missing, why }
}

async function arrive(token: string, ports: readonly number[], first: number, why: Record<string, number>) {
  const deadline = performance.now() + helloWithinMs
  for (let attempt = 0; attempt < triesMax && performance.now() < deadline; attempt++) {
    const socket = await tryOnce(
      token,
      ports[(first + attempt) % ports.length] ?? 0,
      deadline - performance.now(),
      (cause) => {
        why[cause] = (why[cause] ?? 0) + 1
      },
    )
    if (socket) return socket
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(4_000, 200 * 2 ** attempt)))
  }
  return null
}

function tryOnce(
  token: string,
  port: number,
  timeoutMs: number,
  failed: (cause: string) => void,
): Promise<WebSocket | null> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/trpc`, { headers: { authorization: `Bearer ${token}` } })
    let isDone = false
    const end = (result: WebSocket | null, cause = '') => {
      if (isDone) return
      isDone = true
      clearTimeout(timer)
      if (!result) failed(cause)
      if (!result) socket.terminate()
      resolve(result)
    }
    const timer = setTimeout(
      () => end(null, socket.readyState === socket.OPEN ? 'no hello' : 'not open'),
      Math.min(timeoutMs, tryMs),
    )
    socket.on('error', (error) => end(null, error.message))
    socket.on('close', (code) => end(null, `closed ${code}`))
    socket.on('open', () =>
      socket.send(
        JSON.stringify({ id: 1, jsonrpc: '2.0', method: 'subscription', params: { path: 'events.subscribe' } }),
      ),
    )
    socket.on('message', (data) => {
      const text = String(data)
      if (text.includes('"type":"hello"')) end(socket)
      // As every client does: it asks again somewhere else, and does not wait for what will not come.
      else if (text.includes('"error":')) end(null, `refused ${/"reason":"(\w+)"/.exec(text)?.[1] ?? 'for no reason'}`)
    })
  })
}
