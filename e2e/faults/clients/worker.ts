import type * as Client from '@chime/client'
import { waitUntil } from '@chime/testing/wait-until'
import { runClock } from '../history/clock.ts'
import { historyWriter } from '../history/writer.ts'
import { ClientPool } from './client-pool.ts'
import { storm } from './connection-storm.ts'
import type { ClientSpec, Fixture } from './fixture.ts'
import { probe } from './probe.ts'
import type { WorkerAnswer, WorkerCommand } from './worker-commands.ts'

// A process that runs some of the clients. The runner sends it commands over the IPC channel; when that closes, it ends.

type Start = { fixture: Fixture; specs: ClientSpec[]; file: string; startNs: string; client: string; seed: number }
type Incoming = { id: number; command: WorkerCommand } | { start: Start }

const settleWithinMs = 30_000
const floodBatch = 50
const floodText = 'all that a reader misses who does not read '.repeat(14)

let pool: ClientPool | null = null
let close = async () => {}
let storming = new AbortController()
let isFlooding = false

process.on('disconnect', () => process.exit(0))
process.on('message', (message) => {
  // Only the runner writes to this channel.
  const incoming = message as Incoming
  if ('start' in incoming) void begin(incoming.start)
  else void obey(incoming.id, incoming.command)
})

async function begin({ fixture, specs, file, startNs, client, seed }: Start): Promise<void> {
  const writer = historyWriter(file, runClock(BigInt(startNs)))
  // The packed client, whose URL is known only now.
  const imported = (await import(client)) as Pick<typeof Client, 'createChime'>
  pool = new ClientPool(fixture, specs, imported, writer, seed)
  close = () => writer.close()
  process.send?.({ id: 0 } satisfies WorkerAnswer)
}

async function obey(id: number, command: WorkerCommand): Promise<void> {
  const answer: WorkerAnswer = await run(command).then(
    (value) => ({ id, value }),
    (error: unknown) => ({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
  process.send?.(answer)
}

async function run(command: WorkerCommand): Promise<unknown> {
  if (!pool) throw new Error('the worker has no specs yet')
  const { fixture } = pool
  switch (command.do) {
    case 'start':
      return pool.start()
    case 'start-load':
      return pool.startLoad(command.meanMs, command.guestEveryMs, command.awayMs)
    case 'stop-load':
      return pool.stopLoad()
    case 'record-views':
      return recordViews(pool, command.depth)
    case 'compare':
      return compare(pool, command.depth, command.occasion)
    case 'probe':
      return probe(pool, command.timeoutMs)
    case 'retry-ten': {
      const [user] = pool.randomUsers
      const [one] = pool.present('regular')
      const channel = fixture.channels.find(({ use }) => use === 'stable')
      return user && one && channel && user.retryTen(one.client, channel.id)
    }
    case 'drop': {
      const all = pool.present('regular')
      for (const { client } of all.slice(0, Math.ceil(all.length * command.share))) client.connection.drop()
      return
    }
    case 'storm':
      storming = new AbortController()
      return storm(fixture.stormTokens.slice(0, command.count), fixture.ports, {
        times: command.times,
        signal: storming.signal,
      })
    case 'stop-storm':
      return storming.abort()
    case 'flood':
      isFlooding = true
      return flood(pool, command.count)
    case 'reader':
      if (command.reads) isFlooding = false
      for (const { client } of pool.present('reader'))
        command.reads ? client.connection.resume() : client.connection.pause()
      return
    case 'leave':
      return pool.closeAll()
    case 'end':
      await close()
      setTimeout(() => process.exit(0), 50)
  }
}

function recordViews(all: ClientPool, depth: number): void {
  for (const { client } of all.present('regular', 'reader', 'probe')) client.recordViews(depth)
}

async function compare(all: ClientPool, depth: number, occasion: string): Promise<void> {
  await waitUntil(() => !all.isBusy(), { timeoutMs: settleWithinMs })
  for (const { spec, client } of all.present('regular', 'reader')) {
    const wanted = new Map([...client.held()].map(([id, from]) => [id, Math.max(from, client.newest(id) - depth + 1)]))
    const fresh = await all.fresh(spec)
    await fresh.loadFrom(wanted)
    const held = fresh.held()
    // Only messages that both hold are compared: the new client's window may begin later.
    const from = new Map([...wanted].map(([id, number]) => [id, Math.max(number, held.get(id) ?? number)]))
    client.recorder.compared(occasion, client.state(from), fresh.state(from))
    await fresh.close()
  }
}

/** Another member sends many long messages into the reader's channel, until the reader reads again. */
async function flood(all: ClientPool, count: number): Promise<number> {
  const channel = all.fixture.channels.find(({ use }) => use === 'flood')
  const sender = all.present('regular').find(({ spec }) => spec.userId === channel?.ownerId && spec.kind === 'stock')
  if (!channel || !sender) return 0
  for (let sent = 0; sent < count && isFlooding; sent += floodBatch) {
    const batch = Array.from({ length: Math.min(floodBatch, count - sent) }, (_, i) => `${sent + i} ${floodText}`)
    const sending = Promise.all(batch.map((content) => sender.client.send(channel.id, content)))
    all.run(sending)
    await sending
  }
  return count
}
