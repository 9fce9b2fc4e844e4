import { WebSocket } from 'ws'

// What the stock client hides from a test: statuses, headers and cookies of HTTP; frames and close codes of WebSockets.

type Answer = {
  status: number
  headers: Headers
  cookies: string[]
  data: unknown
  error: { message: string; data: Record<string, unknown> } | null
}

/** Calls a procedure over plain HTTP: with POST, the default, a mutation, with GET a query. */
export async function call(
  url: string,
  procedure: string,
  { input, headers = {}, method = 'POST' }: { input?: unknown; headers?: Record<string, string>; method?: string } = {},
): Promise<Answer> {
  const query = method === 'GET' && input !== undefined ? `?input=${encodeURIComponent(JSON.stringify(input))}` : ''
  const response = await fetch(`${url}/trpc/${procedure}${query}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: method === 'POST' ? JSON.stringify(input ?? null) : null,
  })
  const text = await response.text()
  const body: unknown = text.startsWith('{') ? JSON.parse(text) : {}
  const { result, error } = body as { result?: { data: unknown }; error?: Answer['error'] } // tRPC's envelope
  return {
    status: response.status,
    headers: response.headers,
    cookies: response.headers.getSetCookie(),
    data: result?.data,
    error: error ?? null,
  }
}

/** The `name=value` of a Set-Cookie line, as a browser would send it back. */
export const asCookie = (line = '') => line.split(';', 1)[0] ?? ''

export type Reply = {
  id: number | string | null
  method?: string
  result?: { type: string; data?: unknown }
  error?: { message: string; data: Record<string, unknown> }
}

type Options = { token?: string; headers?: Record<string, string>; path?: string }

/**
 * Opens a WebSocket that does nothing by itself: no reconnecting, no keep-alive. Resolves when it is open; rejects with the
 * HTTP status when the server refuses the upgrade.
 */
export async function openRaw(url: string, { token, headers = {}, path = '/trpc' }: Options = {}) {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const ws = new WebSocket(`${url.replace('http', 'ws')}${path}`, { headers: { ...headers, ...authorization } })
  const closed = new Promise<number>((resolve) => ws.once('close', resolve))
  const replies: Reply[] = []
  const waiting = new Map<unknown, (reply: Reply) => void>()
  ws.on('message', (data) => {
    const text = data.toString()
    if (text === 'PONG') return
    const reply: Reply = JSON.parse(text)
    replies.push(reply)
    waiting.get(reply.id)?.(reply)
    waiting.delete(reply.id)
  })
  await new Promise<void>((resolve, reject) => {
    ws.once('open', resolve)
    ws.once('unexpected-response', (_req, res) => reject(new Error(String(res.statusCode))))
    ws.once('error', reject)
  })
  ws.on('error', () => {})
  let ids = 0
  return {
    ws,
    /** All frames received so far, in order. */
    replies,
    /** Resolves with the close code, whichever side closed the socket. */
    closed,
    send: (frame: unknown) => ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    /** Sends a request with a new id and resolves with the first reply to it. */
    ask(method: string, path: string, input?: unknown): Promise<Reply> {
      const id = `ask ${++ids}`
      const reply = new Promise<Reply>((resolve) => waiting.set(id, resolve))
      ws.send(JSON.stringify({ id, method, params: { path, input } }))
      return reply
    },
  }
}
export type RawSocket = Awaited<ReturnType<typeof openRaw>>
