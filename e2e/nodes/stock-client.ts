import type { AppRouter } from '@chime/api'
import type { Message } from '@chime/protocol'
import { createTRPCClient, createWSClient, httpLink, splitLink, wsLink } from '@trpc/client'
import { WebSocket } from 'ws'

/** The stock client of tRPC and nothing of ours: `auth.*` over HTTP, the rest over one WebSocket. */
export function stockClient(url: string, token?: string) {
  const socket = createWSClient({
    url: `${url.replace('http', 'ws')}/trpc`,
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket, // the same events and methods, typed apart
    connectionParams: token === undefined ? null : { token },
    retryDelayMs: () => 100,
    lazy: { enabled: true, closeMs: 0 },
  })
  const trpc = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.path.startsWith('auth.') && op.path !== 'auth.me',
        true: httpLink({ url: `${url}/trpc` }),
        false: wsLink({ client: socket }),
      }),
    ],
  })
  return { trpc, close: () => socket.close() }
}
export type StockClient = ReturnType<typeof stockClient>

let people = 0

/** A new account, registered at `url`. */
export async function account(url: string, name: string) {
  const username = `${name}-${process.pid}-${++people}`
  const { trpc, close } = stockClient(url)
  const { user, token } = await trpc.auth.register.mutate({
    username,
    email: `${username}@example.com`,
    password: `a good password of ${username}`,
  })
  await close()
  return { user, token }
}

/**
 * What a client of another language would write by reading the protocol: applies what is pushed, and whenever something
 * is missing (a `hello` that is ahead, an event that does not follow), pulls what is newer.
 */
export async function followChannel(trpc: StockClient['trpc'], channelId: string) {
  const messages = new Map<number, Message>()
  let revision = 0
  let pulling: Promise<void> | null = null

  const apply = (message: Message) => {
    const held = messages.get(message.number)
    if (!held || held.revision < message.revision) messages.set(message.number, message)
  }
  const pull = () => {
    pulling ??= (async () => {
      for (let more = true; more; ) {
        const page = await trpc.channels.changes.query({ channelId, since: revision, limit: 500 })
        if (page.reset) throw new Error('more was missed than this client follows')
        page.messages.forEach(apply)
        revision = Math.max(revision, page.revision)
        more = page.more
      }
    })().finally(() => {
      pulling = null
    })
    return pulling
  }
  const first = Promise.withResolvers<void>()
  const { unsubscribe } = trpc.events.subscribe.subscribe(
    { channelIds: [channelId] },
    {
      onData(events) {
        for (const event of events) {
          const head = event.type === 'hello' ? event.channels.find((c) => c.channelId === channelId) : null
          if (head && head.revision > revision) void pull().then(first.resolve, first.reject)
          else if (head) first.resolve()
          if (event.type !== 'message' || event.channelId !== channelId) continue
          apply(event.message)
          if (event.after <= revision) revision = Math.max(revision, event.revision)
          else void pull().catch(() => {})
        }
      },
      onError: first.reject,
    },
  )
  await first.promise
  return {
    /** As a screen would show it, in order. */
    texts: () => [...messages.values()].sort((a, b) => a.number - b.number).map((message) => message.content),
    numbers: () => [...messages.keys()].sort((a, b) => a - b),
    unsubscribe,
  }
}
