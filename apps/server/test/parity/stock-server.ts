import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { appRouter, type Context, type LiveSocket } from '@chime/api'
import { limits, type ServerEvent } from '@chime/protocol'
import { initTRPC } from '@trpc/server'
import { applyWSSHandler, type CreateWSSContextFnOptions } from '@trpc/server/adapters/ws'
import { pino } from 'pino'
import { WebSocketServer } from 'ws'
import { Cleanups } from '../../src/cleanups.ts'
import { readConfig } from '../../src/config.ts'
import { authenticate } from '../../src/http/credentials.ts'
import { createTrpcHandler } from '../../src/http/trpc-handler.ts'
import { createMetrics } from '../../src/metrics.ts'
import { startServices } from '../../src/services.ts'

// For the tests of parity: the same procedures behind tRPC's own WebSocket adapter, set up as its documentation says.
// Its `events.subscribe` is a plain async generator that yields what the hub publishes.

/** Passes the hub's events to the generator. The procedure returns it where Chime's server returns a `FirstFrame`. */
type Feed = { begin: () => string; batches: string[]; wake: () => void }

const parse = (events: string): ServerEvent[] => JSON.parse(`[${events}]`)

async function* eventsOf(opened: AsyncIterable<unknown>, signal: AbortSignal | undefined) {
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
        // The real procedure, with all its checks.
        const subscribe = appRouter.events.subscribe as unknown as (call: object) => Promise<AsyncIterable<unknown>>
        const call = { ctx, path, signal, type: 'subscription', input, getRawInput: async () => input, batchIndex: 0 }
        return eventsOf(await subscribe(call), signal)
      }),
  },
})

export async function startStockServer(databaseUrl: string) {
  const log = pino({ level: 'silent' })
  const config = readConfig({
    FIRST_ADMIN: 'registration',
    DATABASE_URL: databaseUrl,
    RATE_LIMITS: 'off',
    NODE_ENV: 'test',
  })
  const cleanups = new Cleanups(log)
  const { services } = await startServices(config, log, { cleanups, metrics: createMetrics() })
  const server = createServer(createTrpcHandler(services, config, log))
  const wss = new WebSocketServer({ server, maxPayload: limits.frameBytesMax })

  async function createContext({ req, res: ws, info }: CreateWSSContextFnOptions): Promise<Context> {
    const id = crypto.randomUUID()
    let calls = 0
    const token = info.connectionParams?.token ?? req.headers.authorization?.slice('Bearer '.length) ?? null
    const actor = await authenticate(services, token === null ? null : { kind: 'bearer', token })
    let socket: LiveSocket | null = null
    if (actor) {
      const close = (code: number, reason: string) => ws.close(code, reason)
      const { userId, sessionId } = actor
      const connection = await services.hub.connect({ id, userId, sessionId, close })
      ws.once('close', () => connection.disconnect())
      socket = {
        id,
        connection,
        subscriptions: 0,
        extend: null,
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
      actor,
      transport: 'websocket',
      socket,
      batch: null,
      address: '127.0.0.1',
      userAgent: null,
      bearer: null,
      browserHeader: null,
      webOrigin: null,
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
      await cleanups.run()
    },
  }
}
