import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { appRouter, type Context, type LiveSocket } from '@chime/api'
import { limits, type ServerEvent } from '@chime/protocol'
import { initTRPC } from '@trpc/server'
import { applyWSSHandler, type CreateWSSContextFnOptions } from '@trpc/server/adapters/ws'
import { pino } from 'pino'
import { WebSocketServer } from 'ws'
import { readConfig } from './config.ts'
import { createHttpDoor } from './http.ts'
import { createMetrics } from './metrics.ts'
import { type Cleanups, startServices } from './services.ts'

// For the tests of this package: the same procedures behind tRPC's own WebSocket adapter, as anybody would set it up. Its
// `events.subscribe` is a plain async generator that yields what the hub hands out.

/** What the generator needs of the hub's way to it; handed through the procedure in place of a first frame. */
type Feed = { begin: () => string; batches: string[]; wake: () => void }

const parse = (events: string): ServerEvent[] => JSON.parse(`[${events}]`)

async function* plainly(opened: AsyncIterable<unknown>, signal: AbortSignal | undefined) {
  for await (const first of opened) {
    const feed = first as Feed // made by `openSink` below
    signal?.addEventListener('abort', () => feed.wake(), { once: true })
    yield parse(feed.begin())
    while (!signal?.aborted) {
      const batch = feed.batches.shift()
      if (batch !== undefined) yield parse(batch)
      else {
        await new Promise<void>((resolve) => {
          feed.wake = resolve
        })
      }
    }
  }
}

const { errorFormatter } = appRouter._def._config
const t = initTRPC.context<Context>().create({ isDev: false, errorFormatter })
const { events: _ours, ...others } = appRouter._def.record
const stockRouter = t.router({
  ...others,
  events: {
    subscribe: t.procedure
      .input((value) => value)
      .subscription(async ({ ctx, input, signal, path }) => {
        // The procedure as it is, with everything that refuses a call.
        const subscribe = appRouter.events.subscribe as unknown as (call: object) => Promise<AsyncIterable<unknown>>
        const call = { ctx, path, signal, type: 'subscription', input, getRawInput: async () => input, batchIndex: 0 }
        return plainly(await subscribe(call), signal)
      }),
  },
})

export async function startStock(databaseUrl: string) {
  const log = pino({ level: 'silent' })
  const config = readConfig({ DATABASE_URL: databaseUrl, RATE_LIMITS: 'off', NODE_ENV: 'test' })
  const cleanups: Cleanups = []
  const services = await startServices(config, log, { cleanups, metrics: createMetrics() })
  const server = createServer(createHttpDoor(services, config, log))
  const wss = new WebSocketServer({ server, maxPayload: limits.frameBytesMax })

  async function createContext({ req, res: ws, info }: CreateWSSContextFnOptions): Promise<Context> {
    const id = crypto.randomUUID()
    let calls = 0
    const token = info.connectionParams?.token ?? req.headers.authorization?.slice('Bearer '.length)
    const session = token ? await services.sessions.validate(token) : null
    let socket: LiveSocket | null = null
    if (session) {
      const close = (code: number, reason: string) => ws.close(code, reason)
      const connection = await services.hub.connect({ id, userId: session.userId, sessionId: session.id, close })
      ws.once('close', () => connection.disconnect())
      socket = {
        id,
        connection,
        subscriptions: 0,
        closeForRestart: () => ws.close(1012),
        openSink(begin) {
          const feed: Feed = { begin, batches: [], wake: () => {} }
          const write = (events: string) => {
            feed.batches.push(events)
            feed.wake()
            return true
          }
          return { sink: { write }, opening: feed, close: () => {} }
        },
      }
    }
    return {
      services,
      actor: session && token ? { userId: session.userId, sessionId: session.id, token } : null,
      transport: 'websocket',
      socket,
      address: '127.0.0.1',
      userAgent: null,
      requestId: () => `${id}:${++calls}`,
      log,
      setSessionCookie: () => {},
    }
  }

  const handler = applyWSSHandler({ wss, router: stockRouter, createContext, maxBatchSize: limits.batchCallsMax })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // listening on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      handler.broadcastReconnectNotification()
      for (const ws of wss.clients) ws.close(1012, 'restarting')
      server.close()
      server.closeAllConnections()
      for (const cleanup of cleanups.reverse()) await cleanup()
    },
  }
}
