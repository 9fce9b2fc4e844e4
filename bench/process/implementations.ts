import { quick } from '../report/quick.ts'
import { type Program, startProgram } from './child-program.ts'
import type { ProtocolName } from './client-protocols.ts'
import type { Environment } from './environment.ts'
import type { LoadMethods } from './load.ts'
import type { Memory, ServerMethods, Usage } from './serve.ts'

export type Implementation = { name: string; program: string; protocol: ProtocolName; nodes: 1 | 2 }

/** The servers that are compared. Their names appear in the tables. */
export const implementations = {
  raw: { name: 'raw ws', program: 'baselines/raw-ws.ts', protocol: 'raw', nodes: 1 },
  socketIo: { name: 'Socket.IO', program: 'baselines/socket-io.ts', protocol: 'socketIo', nodes: 1 },
  prepared: { name: 'prepared frames', program: 'baselines/prepared-frames.ts', protocol: 'raw', nodes: 1 },
  stockTrpc: { name: 'stock tRPC', program: 'baselines/stock-trpc.ts', protocol: 'stockTrpc', nodes: 1 },
  chime: { name: 'Chime', program: 'process/chime-node.ts', protocol: 'chime', nodes: 1 },
  socketIoRedis: { name: 'Socket.IO, 2 nodes', program: 'baselines/socket-io.ts', protocol: 'socketIo', nodes: 2 },
  chimeRedis: { name: 'Chime, 2 nodes', program: 'process/chime-node.ts', protocol: 'chime', nodes: 2 },
} as const satisfies Record<string, Implementation>

export type ImplementationName = keyof typeof implementations

/** Those that can run here; with `--quick` only one of each kind. */
export const availableImplementations = ({ redisUrl }: Environment, { all = !quick } = {}): ImplementationName[] =>
  (Object.keys(implementations) as ImplementationName[])
    .filter((name) => redisUrl !== null || implementations[name].nodes === 1)
    .filter((name) => all || ['raw', 'socketIo', 'chime'].includes(name))

export type Running = Awaited<ReturnType<typeof startImplementation>>

/** Starts the servers of one implementation, each in a process of its own, and a process for its clients. */
export async function startImplementation(
  name: ImplementationName,
  environment: Environment,
  nodeOptions: string[] = [],
) {
  const { program, protocol, nodes } = implementations[name]
  const servers = Array.from({ length: nodes }, () => startProgram<ServerMethods>(program, nodeOptions))
  const [first] = servers
  if (first === undefined) throw new Error('no node')
  const redisUrl = nodes > 1 ? environment.redisUrl : null
  const { channelId, tokens } = environment.audiences[nodes]
  const options = { databaseUrl: environment.database.url, redisUrl, channelId }
  const urls = (await Promise.all(servers.map((server) => server.call('start', options)))).map(({ url }) => url)
  const load = startProgram<LoadMethods>('process/load.ts')
  let published = 0
  let connected = 0
  const all = <T>(ask: (server: Program<ServerMethods>) => Promise<T>) => Promise.all(servers.map(ask))
  const measured = async <T>(work: () => Promise<T>) => {
    await all((server) => server.call('begin'))
    const value = await work()
    return { value, usage: sum(await all((server) => server.call('end'))) }
  }
  return {
    name,
    load,
    /** For `pair.ts`: how two clients get into the same channel. */
    people: { protocol, urls, listener: tokens[0] ?? '', channelId },
    /** Connects this many more clients, each as another user. Resolves when all are live. */
    connect(count: number) {
      const from = connected
      connected += count
      return load.call('connect', { protocol, urls, tokens: tokens.slice(from, connected), atOnce: 100 })
    },
    /** Measures the server processes while `work` runs. */
    measured,
    /** Publishes events and waits until every client has all of them. */
    async publish(subscribers: number, { events, burst, pauseMs }: { events: number; burst: number; pauseMs: number }) {
      await first.call('prepare', { from: published + 1, events })
      const { usage, value } = await measured(async () => {
        await first.call('publish', { burst, pauseMs })
        return load.call('arrived', published + events)
      })
      published += events
      expectExactly(value.deliveries, events * subscribers)
      return usage
    },
    /** Waits for events that were published in another way. */
    async arrived(events: number, subscribers: number) {
      const { deliveries } = await load.call('arrived', published + events)
      published += events
      expectExactly(deliveries, events * subscribers)
    },
    /** The sequence number of the next event. */
    next: () => published + 1,
    memory: async () => add(await all((server) => server.call('memory'))),
    async stop() {
      await load.stop()
      await Promise.all(servers.map((server) => server.stop()))
    },
  }
}

function expectExactly(counted: number, expected: number): void {
  if (counted !== expected) throw new Error(`${counted} deliveries were counted instead of ${expected}`)
}

const sum = (usages: Usage[]): Usage => ({
  cpuUs: usages.reduce((total, { cpuUs }) => total + cpuUs, 0),
  elapsedMs: Math.max(...usages.map(({ elapsedMs }) => elapsedMs)),
  utilisation: Math.max(...usages.map(({ utilisation }) => utilisation)),
})

const add = (memories: Memory[]): Memory => ({
  rssBytes: memories.reduce((total, { rssBytes }) => total + rssBytes, 0),
  heapBytes: memories.reduce((total, { heapBytes }) => total + heapBytes, 0),
  heldBytes: memories.reduce((total, { heldBytes }) => total + heldBytes, 0),
})
