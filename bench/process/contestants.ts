import { quick } from '../report/result.ts'
import type { DialectName } from './dialects.ts'
import type { LoadVerbs } from './load.ts'
import { type Program, startProgram } from './remote.ts'
import type { Memory, ServerVerbs, Usage } from './serve.ts'
import type { World } from './world.ts'

export type Entry = { name: string; program: string; dialect: DialectName; nodes: 1 | 2 }

/** Who takes part. The names stand in the tables. */
export const entries = {
  raw: { name: 'raw ws', program: 'baselines/raw-ws.ts', dialect: 'raw', nodes: 1 },
  socketIo: { name: 'Socket.IO', program: 'baselines/socket-io.ts', dialect: 'socketIo', nodes: 1 },
  prepared: { name: 'prepared frames', program: 'baselines/prepared-frames.ts', dialect: 'raw', nodes: 1 },
  stockTrpc: { name: 'stock tRPC', program: 'baselines/stock-trpc.ts', dialect: 'stockTrpc', nodes: 1 },
  chime: { name: 'Chime', program: 'process/chime-node.ts', dialect: 'chime', nodes: 1 },
  socketIoRedis: { name: 'Socket.IO, 2 nodes', program: 'baselines/socket-io.ts', dialect: 'socketIo', nodes: 2 },
  chimeRedis: { name: 'Chime, 2 nodes', program: 'process/chime-node.ts', dialect: 'chime', nodes: 2 },
} as const satisfies Record<string, Entry>

export type EntryName = keyof typeof entries

/** Those who can take part here. The short form of a benchmark has one of each kind. */
export const entrants = ({ redisUrl }: World, { all = !quick } = {}): EntryName[] =>
  (Object.keys(entries) as EntryName[])
    .filter((name) => redisUrl !== null || entries[name].nodes === 1)
    .filter((name) => all || ['raw', 'socketIo', 'chime'].includes(name))

export type Running = Awaited<ReturnType<typeof startEntry>>

/** Starts the servers of one entry, each in its process, and a process for its clients. */
export async function startEntry(name: EntryName, world: World, nodeOptions: string[] = []) {
  const { program, dialect, nodes } = entries[name]
  const servers = Array.from({ length: nodes }, () => startProgram<ServerVerbs>(program, nodeOptions))
  const [first] = servers
  if (first === undefined) throw new Error('no node')
  const redisUrl = nodes > 1 ? world.redisUrl : null
  const { channelId, tokens } = world.crowds[nodes]
  const options = { databaseUrl: world.database.url, redisUrl, channelId }
  const urls = (await Promise.all(servers.map((server) => server.call('start', options)))).map(({ url }) => url)
  const load = startProgram<LoadVerbs>('process/load.ts')
  let told = 0
  let connected = 0
  const all = <T>(ask: (server: Program<ServerVerbs>) => Promise<T>) => Promise.all(servers.map(ask))
  const measured = async <T>(work: () => Promise<T>) => {
    await all((server) => server.call('begin'))
    const value = await work()
    return { value, usage: sum(await all((server) => server.call('end'))) }
  }
  return {
    name,
    load,
    /** Where two of them meet. */
    people: { dialect, urls, listener: tokens[0] ?? '', channelId },
    /** Connects so many more, each as somebody else, and resolves when all of them are live. */
    connect(count: number) {
      const from = connected
      connected += count
      return load.call('connect', { dialect, urls, tokens: tokens.slice(from, connected), atOnce: 100 })
    },
    /** What the server processes need while this happens. */
    measured,
    /** Publishes to everybody who is connected, and waits until everybody has everything. */
    async publish(subscribers: number, { events, burst, pauseMs }: { events: number; burst: number; pauseMs: number }) {
      await first.call('prepare', { from: told + 1, events })
      const { usage, value } = await measured(async () => {
        await first.call('publish', { burst, pauseMs })
        return load.call('arrived', told + events)
      })
      told += events
      expectExactly(value.deliveries, events * subscribers)
      return usage
    },
    /** For events that come another way than `publish`. */
    async arrived(events: number, subscribers: number) {
      const { deliveries } = await load.call('arrived', told + events)
      told += events
      expectExactly(deliveries, events * subscribers)
    },
    /** The sequence number of the next event. */
    next: () => told + 1,
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
