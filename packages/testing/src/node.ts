import type { ServerEvent } from '@chime/protocol'
import { readConfig } from '@chime/server/src/config.ts'
import { type Node, startNode } from '@chime/server/src/node.ts'
import type { Overrides } from '@chime/server/src/services.ts'
import { TRPCClientError } from '@trpc/client'
import { pino } from 'pino'
import { connect, register, type StockClient } from './stock-client.ts'
import { testSettings } from './test-settings.ts'

// A real node in this process, and people who talk to it with a stock client.

const quiet = {
  PORT: '0',
  ...testSettings,
  LOG_LEVEL: 'silent',
  NODE_ENV: 'test',
}

/** Starts a node on a free port. Unless the environment says otherwise, it logs nothing, has no rate
 * limits and link previews, and makes whoever registers first its admin. */
export function startTestNode(environment: Record<string, string>, overrides?: Overrides): Promise<Node> {
  const config = readConfig({ ...quiet, ...environment })
  return startNode(config, pino({ level: config.logLevel }), overrides)
}

/** Registers a new account, whose username begins with `name`, and connects as its user. */
export async function person(url: string, name = 'person') {
  const { user, token, password } = await register(url, name)
  return { ...connect(url, token), user, token, password }
}
export type Person = Awaited<ReturnType<typeof person>>

/** Makes clients, and remembers them so that one call closes all. */
export function clientPool() {
  const clients: Pick<StockClient, 'close'>[] = []
  const keep = <T extends Pick<StockClient, 'close'>>(client: T): T => {
    clients.push(client)
    return client
  }
  return {
    person: async (url: string, name?: string): Promise<Person> => keep(await person(url, name)),
    connect: (url: string, token?: string): StockClient => keep(connect(url, token)),
    close: () => Promise.all(clients.map((client) => client.close())),
  }
}

/** Subscribes to events and collects them. `hello` resolves when the first ones have come. */
export function follow(client: Pick<StockClient, 'trpc'>, channelIds?: string[]) {
  const events: ServerEvent[] = []
  const subscription = Promise.withResolvers<void>()
  const { unsubscribe } = client.trpc.events.subscribe.subscribe(
    { channelIds },
    {
      onData: (batch) => {
        events.push(...batch)
        subscription.resolve()
      },
      onError: (error) => subscription.reject(error),
    },
  )
  return { events, hello: subscription.promise, unsubscribe }
}

/**
 * The `data` of the error with which the server refused the call.
 *
 * @throws Error when the call succeeded, and whatever else it threw
 */
export async function refusal(call: Promise<unknown>): Promise<{ reason?: string; field?: string; code?: string }> {
  try {
    await call
  } catch (error) {
    if (error instanceof TRPCClientError) return error.data ?? { reason: `no data: ${error.message}` }
    throw error
  }
  throw new Error('the call was not refused')
}
