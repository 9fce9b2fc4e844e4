import { setTimeout as sleep } from 'node:timers/promises'
import type * as Client from '@chime/client'
import { runClock } from '../clock.ts'
import { historyWriter } from '../writer.ts'
import type { Casting, Part } from './cast.ts'
import { storm } from './crowd.ts'
import type { Answer, Order } from './orders.ts'
import { probe } from './probe.ts'
import { Troupe } from './troupe.ts'

// A process that plays some of the clients. It is told what to do over its channel, and ends with it.

type Start = { casting: Casting; parts: Part[]; file: string; startNs: string; client: string; seed: number }
type Incoming = { id: number; order: Order } | { start: Start }

const settleWithinMs = 30_000
const hoseBatch = 50
const hoseText = 'all that a reader misses who does not read '.repeat(14)

let troupe: Troupe | null = null
let close = async () => {}
let storming = new AbortController()
let isFlooding = false

process.on('disconnect', () => process.exit(0))
process.on('message', (message) => {
  // Only the runner has the other end.
  const incoming = message as Incoming
  if ('start' in incoming) void begin(incoming.start)
  else void obey(incoming.id, incoming.order)
})

async function begin({ casting, parts, file, startNs, client, seed }: Start): Promise<void> {
  const writer = historyWriter(file, runClock(BigInt(startNs)))
  // The packed client: its address is known only now.
  const imported = (await import(client)) as Pick<typeof Client, 'createChime'>
  troupe = new Troupe(casting, parts, imported, writer, seed)
  close = () => writer.close()
  process.send?.({ id: 0 } satisfies Answer)
}

async function obey(id: number, order: Order): Promise<void> {
  const answer: Answer = await run(order).then(
    (value) => ({ id, value }),
    (error: unknown) => ({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
  process.send?.(answer)
}

async function run(order: Order): Promise<unknown> {
  if (!troupe) throw new Error('the worker has no parts yet')
  const { casting } = troupe
  switch (order.do) {
    case 'start':
      return troupe.start()
    case 'play':
      return troupe.play(order.meanMs, order.guestEveryMs, order.awayMs)
    case 'rest':
      return troupe.rest()
    case 'look':
      return look(troupe, order.depth)
    case 'compare':
      return compare(troupe, order.depth, order.occasion)
    case 'probe':
      return probe(troupe, order.timeoutMs)
    case 'retry-ten': {
      const [player] = troupe.players
      const [one] = troupe.present('player')
      const stage = casting.stages.find(({ use }) => use === 'stable')
      return player && one && stage && player.retryTen(one.follower, stage.id)
    }
    case 'drop': {
      const all = troupe.present('player')
      for (const { follower } of all.slice(0, Math.ceil(all.length * order.share))) follower.wire.drop()
      return
    }
    case 'storm':
      storming = new AbortController()
      return storm(casting.crowd.slice(0, order.count), casting.ports, { times: order.times, signal: storming.signal })
    case 'stop-storm':
      return storming.abort()
    case 'hose':
      isFlooding = true
      return hose(troupe, order.count)
    case 'reader':
      if (order.reads) isFlooding = false
      for (const { follower } of troupe.present('reader')) order.reads ? follower.wire.resume() : follower.wire.pause()
      return
    case 'leave':
      return troupe.everybodyGoes()
    case 'end':
      await close()
      setTimeout(() => process.exit(0), 50)
  }
}

async function settled(all: Troupe): Promise<void> {
  const deadline = performance.now() + settleWithinMs
  while (all.isBusy() && performance.now() < deadline) await sleep(20)
}

function look(all: Troupe, depth: number): void {
  for (const { follower } of all.present('player', 'reader', 'probe')) follower.look(depth)
}

async function compare(all: Troupe, depth: number, occasion: string): Promise<void> {
  await settled(all)
  for (const { part, follower } of all.present('player', 'reader')) {
    const wanted = new Map(
      [...follower.held()].map(([id, from]) => [id, Math.max(from, follower.newest(id) - depth + 1)]),
    )
    const fresh = await all.fresh(part)
    await fresh.loadFrom(wanted)
    const held = fresh.held()
    // What both hold: a window may begin later in the one that has just come.
    const from = new Map([...wanted].map(([id, number]) => [id, Math.max(number, held.get(id) ?? number)]))
    follower.recorder.compared(occasion, follower.state(from), fresh.state(from))
    await fresh.close()
  }
}

/** Many long messages past a reader, by another member. */
async function hose(all: Troupe, count: number): Promise<number> {
  const stage = all.casting.stages.find(({ use }) => use === 'hose')
  const sender = all.present('player').find(({ part }) => part.userId === stage?.ownerId && part.kind === 'stock')
  if (!stage || !sender) return 0
  for (let sent = 0; sent < count && isFlooding; sent += hoseBatch) {
    const batch = Array.from({ length: Math.min(hoseBatch, count - sent) }, (_, i) => `${sent + i} ${hoseText}`)
    const sending = Promise.all(batch.map((content) => sender.follower.send(stage.id, content)))
    all.run(sending)
    await sending
  }
  return count
}
