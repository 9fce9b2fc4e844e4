// A tRPC subscription as in its documentation: for each subscriber an async generator over an EventEmitter.
import { EventEmitter, on } from 'node:events'
import type { AddressInfo } from 'node:net'
import { initTRPC } from '@trpc/server'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { WebSocketServer } from 'ws'
import { serve } from '../process/serve.ts'
import { tokenLookUp } from '../process/token-look-up.ts'

serve(async ({ databaseUrl }) => {
  const lookUp = tokenLookUp(databaseUrl)
  const channel = new EventEmitter().setMaxListeners(0)
  const t = initTRPC.context<{ userId: string | null }>().create()
  const router = t.router({
    events: t.procedure.subscription(async function* ({ ctx, signal }) {
      if (ctx.userId === null) throw new Error('nobody')
      const events = on(channel, 'event', { signal })
      yield 'live'
      for await (const [event] of events) yield event
    }),
    say: t.procedure.input(String).mutation(({ input }) => void channel.emit('event', input)),
  })
  const wss = new WebSocketServer({ host: '127.0.0.1', port: 0, backlog: 4_096 })
  await new Promise((resolve) => wss.once('listening', resolve))
  const createContext = async ({ req }: { req: { headers: { authorization?: string } } }) => ({
    userId: await lookUp(req.headers.authorization?.slice('Bearer '.length)),
  })
  applyWSSHandler({ wss, router, createContext })
  const { port } = wss.address() as AddressInfo // a TCP server has a port
  return {
    url: `http://127.0.0.1:${port}`,
    publish: (event) => void channel.emit('event', JSON.parse(event)),
  }
})
