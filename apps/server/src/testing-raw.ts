import { WebSocket } from 'ws'

// For the tests of this package: what the stock client hides. Statuses, headers and cookies; frames and close codes.

type Answer = {
  status: number
  headers: Headers
  cookies: string[]
  data: unknown
  error: { message: string; data: Record<string, unknown> } | null
}

/** One call over plain HTTP. With `input` undefined and `method` GET a query. */
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

/** A WebSocket without any library's manners. Resolves once it is open; rejects with the HTTP status if refused. */
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
    /** Everything that came, in order. */
    replies,
    /** The code that the socket was closed with, by whoever closed it. */
    closed,
    send: (frame: unknown) => ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    /** The first reply to a request with the next id. */
    ask(method: string, path: string, input?: unknown): Promise<Reply> {
      const id = `ask ${++ids}`
      const reply = new Promise<Reply>((resolve) => waiting.set(id, resolve))
      ws.send(JSON.stringify({ id, method, params: { path, input } }))
      return reply
    },
  }
}
export type RawSocket = Awaited<ReturnType<typeof openRaw>>
