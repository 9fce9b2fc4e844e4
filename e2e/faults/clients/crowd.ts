import { WebSocket } from 'ws'

const helloWithinMs = 60_000
const tryMs = 20_000
const triesMax = 20

/**
 * Many bare sockets at once, each with its stream of events, and again once all are there.
 *
 * @param signal no further time
 * @returns how long it took each time until all of them had their `hello`, and how many never had
 */
export async function storm(
  tokens: readonly string[],
  ports: readonly number[],
  { times, signal }: { times: number; signal: AbortSignal },
): Promise<{ tookMs: number[]; missing: number }> {
  const tookMs: number[] = []
  let missing = 0
  for (let time = 0; time < times && !signal.aborted; time++) {
    const started = performance.now()
    const found = await Promise.all(tokens.map((token, i) => arrive(token, ports, i + time)))
    tookMs.push(Math.round(performance.now() - started))
    missing += found.filter((socket) => socket === null).length
    // All of them lose their connection in the same moment.
    for (const socket of found) socket?.terminate()
  }
  return { tookMs, missing }
}

async function arrive(token: string, ports: readonly number[], first: number) {
  const deadline = performance.now() + helloWithinMs
  for (let attempt = 0; attempt < triesMax && performance.now() < deadline; attempt++) {
    const socket = await tryOnce(token, ports[(first + attempt) % ports.length] ?? 0, deadline - performance.now())
    if (socket) return socket
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(4_000, 200 * 2 ** attempt)))
  }
  return null
}

function tryOnce(token: string, port: number, timeoutMs: number): Promise<WebSocket | null> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/trpc`, { headers: { authorization: `Bearer ${token}` } })
    const end = (result: WebSocket | null) => {
      clearTimeout(timer)
      if (!result) socket.terminate()
      resolve(result)
    }
    const timer = setTimeout(() => end(null), Math.min(timeoutMs, tryMs))
    socket.on('error', () => end(null))
    socket.on('close', () => end(null))
    socket.on('open', () =>
      socket.send(
        JSON.stringify({ id: 1, jsonrpc: '2.0', method: 'subscription', params: { path: 'events.subscribe' } }),
      ),
    )
    socket.on('message', (data) => {
      if (String(data).includes('"type":"hello"')) end(socket)
    })
  })
}
