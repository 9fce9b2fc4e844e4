import { soon } from '@chime/testing/one-node'
import { connect, type StockClient } from '@chime/testing/stock-client'
import { startProxy } from '@chime/testing/tcp-proxy'
import { TRPCClientError } from '@trpc/client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createGroup, type ParityServer, type ParityServers, startParityServers } from './fixture.ts'
import { normalise } from './frame-recorder.ts'

// A stock client cannot tell whether it talks to tRPC's own adapter or to Chime's server.

let servers: ParityServers
beforeAll(async () => {
  servers = await startParityServers()
})
afterAll(() => servers?.stop())

/** A stock client of one server, and what it was told. */
type ScenarioContext = {
  client: StockClient
  channelId: string
  /** Writes down what the client was told. */
  record: (what: string, value?: unknown) => void
  /** Waits until this many things were recorded. */
  recorded: (count: number) => Promise<void>
  cut: () => void
}

const describeError = (error: unknown) =>
  error instanceof TRPCClientError ? { message: error.message, shape: error.shape, data: error.data } : String(error)

async function run(server: ParityServer, scenario: (context: ScenarioContext) => Promise<void>): Promise<string[]> {
  const link = await startProxy(server.url)
  const client = connect(link.url, server.token)
  const records: string[] = []
  try {
    await scenario({
      client,
      channelId: await createGroup(server),
      record: (what, value) => records.push(`${what} ${JSON.stringify(value)}`),
      recorded: (count) =>
        vi.waitFor(() => expect(records.length, records.join('\n')).toBeGreaterThanOrEqual(count), soon),
      cut: link.cut,
    })
    return normalise(records)
  } finally {
    await client.close()
    link.close()
  }
}

/** Subscribes, and records every callback. */
function listen({ client, channelId, record }: ScenarioContext, name = '') {
  return client.trpc.events.subscribe.subscribe(
    { channelIds: [channelId] },
    {
      onStarted: () => record(`${name}started`),
      onData: (data) => record(`${name}data`, data),
      onError: (error) => record(`${name}error`, describeError(error)),
      onStopped: () => record(`${name}stopped`),
      onComplete: () => record(`${name}complete`),
    },
  )
}
const say = ({ client, channelId }: ScenarioContext, content: string) =>
  client.trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content })

const scenarios: Record<string, (context: ScenarioContext) => Promise<void>> = {
  'calls, and their refusals': async ({ client: { trpc }, channelId, record }) => {
    const refused = (error: unknown) => record('refused', describeError(error))
    record('me', await trpc.auth.me.query())
    record('sent', await trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content: 'hello' }))
    await trpc.channels.get.query({ channelId: crypto.randomUUID() }).catch(refused)
    await trpc.channels.get.query({ channelId: 'none' }).catch(refused)
  },
  'calls that are asked in one turn, and so in one frame': async ({ client: { trpc }, record }) => {
    const calls = Array.from({ length: 50 }, () => trpc.auth.me.query())
    record('answers', await Promise.all(calls))
  },
  'a call that is given up': async ({ client: { trpc }, record }) => {
    const controller = new AbortController()
    const call = trpc.channels.list.query(undefined, { signal: controller.signal })
    controller.abort()
    await call.catch((error: unknown) => record('aborted', error instanceof TRPCClientError))
    record('me', await trpc.auth.me.query())
  },
  'a subscription that is opened, heard and ended': async (context) => {
    const subscription = listen(context)
    await context.recorded(2)
    await say(context, 'one')
    await context.recorded(3)
    subscription.unsubscribe()
    await context.client.trpc.auth.me.query()
    await say(context, 'unheard')
    context.record('me', await context.client.trpc.auth.me.query())
  },
  'subscriptions that are ended before they begin': async (context) => {
    for (let i = 0; i < 3; i++) listen(context, `${i} `).unsubscribe()
    listen(context, 'last ')
    await context.recorded(5)
    await say(context, 'one')
    await context.recorded(6)
  },
  'a subscription that is refused': async (context) => {
    listen({ ...context, channelId: crypto.randomUUID() })
    await context.recorded(1)
    context.record('me', await context.client.trpc.auth.me.query())
  },
  'a link that breaks: the client comes back and is told anew': async (context) => {
    listen(context)
    await context.recorded(2)
    await say(context, 'one')
    await context.recorded(3)
    context.cut()
    await context.recorded(5)
    await say(context, 'two')
    await context.recorded(6)
  },
}

describe('the stock client is told the same by both, of', () => {
  it.each(Object.entries(scenarios))('%s', async (_name, scenario) => {
    const [ours, stock] = [await run(servers.ours, scenario), await run(servers.stock, scenario)]
    expect(stock.length).toBeGreaterThan(0)
    expect(ours).toEqual(stock)
  })
})
