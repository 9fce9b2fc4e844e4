import { TRPCClientError } from '@trpc/client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { connect, type TestClient } from './testing.ts'
import { openLink } from './testing-link.ts'
import { soon } from './testing-one-node.ts'
import { groupIn, type ParityServer, startParity } from './testing-parity.ts'
import { normalise } from './testing-tap.ts'

// The stock client does not notice whether it talks to tRPC's own adapter or to Chime's wire.

let servers: Awaited<ReturnType<typeof startParity>>
beforeAll(async () => {
  servers = await startParity()
})
afterAll(() => servers?.stop())

type Stage = {
  client: TestClient
  channelId: string
  /** Writes down what the client was told. */
  note: (what: string, value?: unknown) => void
  /** Waits until this many things were noted. */
  noted: (count: number) => Promise<void>
  cut: () => void
}

const describeError = (error: unknown) =>
  error instanceof TRPCClientError ? { message: error.message, shape: error.shape, data: error.data } : String(error)

async function play(server: ParityServer, scene: (stage: Stage) => Promise<void>): Promise<string[]> {
  const link = await openLink(server.url)
  const client = connect(link.url, server.token)
  const notes: string[] = []
  try {
    await scene({
      client,
      channelId: await groupIn(server),
      note: (what, value) => notes.push(`${what} ${JSON.stringify(value)}`),
      noted: (count) => vi.waitFor(() => expect(notes.length, notes.join('\n')).toBeGreaterThanOrEqual(count), soon),
      cut: link.cut,
    })
    return normalise(notes)
  } finally {
    await client.close()
    link.close()
  }
}

/** A subscription, all of whose callbacks are noted. */
function listen({ client, channelId, note }: Stage, name = '') {
  return client.trpc.events.subscribe.subscribe(
    { channelIds: [channelId] },
    {
      onStarted: () => note(`${name}started`),
      onData: (data) => note(`${name}data`, data),
      onError: (error) => note(`${name}error`, describeError(error)),
      onStopped: () => note(`${name}stopped`),
      onComplete: () => note(`${name}complete`),
    },
  )
}
const say = ({ client, channelId }: Stage, content: string) =>
  client.trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content })

const scenes: Record<string, (stage: Stage) => Promise<void>> = {
  'calls, and their refusals': async ({ client: { trpc }, channelId, note }) => {
    const refused = (error: unknown) => note('refused', describeError(error))
    note('me', await trpc.auth.me.query())
    note('sent', await trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content: 'hello' }))
    await trpc.channels.get.query({ channelId: crypto.randomUUID() }).catch(refused)
    await trpc.channels.get.query({ channelId: 'none' }).catch(refused)
  },
  'calls that are asked in one turn, and so in one frame': async ({ client: { trpc }, note }) => {
    const calls = Array.from({ length: 50 }, () => trpc.auth.me.query())
    note('answers', await Promise.all(calls))
  },
  'a call that is given up': async ({ client: { trpc }, note }) => {
    const controller = new AbortController()
    const call = trpc.channels.list.query(undefined, { signal: controller.signal })
    controller.abort()
    await call.catch((error: unknown) => note('aborted', error instanceof TRPCClientError))
    note('me', await trpc.auth.me.query())
  },
  'a subscription that is opened, heard and ended': async (stage) => {
    const subscription = listen(stage)
    await stage.noted(2)
    await say(stage, 'one')
    await stage.noted(3)
    subscription.unsubscribe()
    await stage.client.trpc.auth.me.query()
    await say(stage, 'unheard')
    stage.note('me', await stage.client.trpc.auth.me.query())
  },
  'subscriptions that are ended before they begin': async (stage) => {
    for (let i = 0; i < 3; i++) listen(stage, `${i} `).unsubscribe()
    listen(stage, 'last ')
    await stage.noted(5)
    await say(stage, 'one')
    await stage.noted(6)
  },
  'a subscription that is refused': async (stage) => {
    listen({ ...stage, channelId: crypto.randomUUID() })
    await stage.noted(1)
    stage.note('me', await stage.client.trpc.auth.me.query())
  },
  'a link that breaks: the client comes back and is told anew': async (stage) => {
    listen(stage)
    await stage.noted(2)
    await say(stage, 'one')
    await stage.noted(3)
    stage.cut()
    await stage.noted(5)
    await say(stage, 'two')
    await stage.noted(6)
  },
}

describe('the stock client is told the same by both, of', () => {
  it.each(Object.entries(scenes))('%s', async (_name, scene) => {
    const [ours, stock] = [await play(servers.ours, scene), await play(servers.stock, scene)]
    expect(stock.length).toBeGreaterThan(0)
    expect(ours).toEqual(stock)
  })
})
