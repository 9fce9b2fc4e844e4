import { closeCodes } from '@chime/protocol'
import type { Publication } from './bus.ts'
import type { Hub, HubConnection, HubCounters, HubOptions, Sink, Socket } from './hub.ts'
import { audit } from './hub-audit.ts'
import { type Follow, type HubHost, isStep } from './hub-follow.ts'
import { hubLimits } from './hub-limits.ts'
import { Reads } from './hub-reads.ts'
import { HubStream } from './hub-stream.ts'
import { HubTopics } from './hub-topics.ts'
import { Turn } from './hub-turn.ts'
import { createThrottledLog } from './throttled-log.ts'

/** Becomes the listener of `bus`, which must have no other; audits against `source` until `close`. */
export function createHub({ bus, source, log, limits: changed }: HubOptions): Hub {
  const limits = { ...hubLimits, ...changed }
  const warn = createThrottledLog(log, limits.logMs)
  const reads = new Reads(source, limits)
  const turn = new Turn()
  const connections = new SetsByKey<HubConnection & { socket: Socket }>()
  const streams = new SetsByKey<HubStream>()
  const lagging = new Set<Follow>()
  const counters: HubCounters = {
    gaps: 0,
    tails: 0,
    rowsRepaired: 0,
    recoveries: 0,
    get echoes() {
      return bus.echoes()
    },
    resyncs: 0,
    slow: 0,
  }
  const host: HubHost = {
    limits,
    warn,
    reads,
    lagging,
    counters,
    streamsOf: (userId) => streams.get(userId),
    get topics() {
      return topics
    },
  }
  const topics: HubTopics = new HubTopics(bus, warn, host)

  const connect = async (socket: Socket): Promise<HubConnection> => {
    // The end of a session is told on its user's topic.
    const topic = topics.retain(`user:${socket.userId}`)
    const own = new Set<HubStream>()
    let open = true
    const connection = {
      socket,
      open(sink: Sink, { mine, resync }: { mine: boolean; resync: () => void }) {
        const { userId } = socket
        const onClose = () => {
          own.delete(stream)
          streams.delete(userId, stream)
        }
        const stream = new HubStream({ userId, mine, sink, resync, onClose }, host, turn)
        own.add(stream)
        streams.add(userId, stream)
        if (!open) stream.close()
        return stream
      },
      disconnect() {
        if (!open) return
        open = false
        for (const stream of [...own]) stream.close()
        connections.delete(socket.sessionId, connection)
        topics.release(topic)
      },
    }
    connections.add(socket.sessionId, connection)
    await topic.ready
    return connection
  }

  const endSession = (sessionId: string) => {
    for (const connection of [...connections.get(sessionId)]) {
      // First: nothing more is written, however long the socket takes to close.
      connection.disconnect()
      try {
        connection.socket.close(closeCodes.sessionEnded, 'session ended')
      } catch (error) {
        warn(error, 'Could not close a socket')
      }
    }
  }

  const receive = (publication: Publication) => {
    try {
      for (const sessionId of publication.endedSessions ?? []) endSession(sessionId)
      topics.get(publication.topic)?.receive(publication)
    } catch (error) {
      warn(error, 'Could not take a publication')
      // It is as good as lost: what follows shows the gap, or the audit does.
      if (isStep(publication)) topics.get(publication.topic)?.expect(publication.revision)
    }
  }

  let closed = false
  let running: Promise<void> | null = null
  let again = false
  const runAudit = () => {
    // One after the other; a recovery of the bus in the middle of one needs another one.
    again = running !== null
    running ??= audit({ topics: () => topics.all(), sessionIds: () => connections.keys(), endSession }, host)
      .catch((error) => warn(error, 'An audit failed'))
      .finally(() => {
        running = null
        if (again && !closed) runAudit()
      })
  }
  const timer = setInterval(() => {
    if (running === null) runAudit()
  }, limits.auditMs).unref()

  bus.onPublication(receive)
  bus.onRecovered(() => {
    if (closed) return
    counters.recoveries += 1
    runAudit()
  })

  return {
    connect,
    tell: receive,
    stats: () => ({
      sockets: connections.size,
      streams: streams.size,
      topics: topics.size,
      repairs: reads.size,
      ...counters,
    }),
    async close() {
      closed = true
      clearInterval(timer)
      for (const connection of connections.all()) connection.disconnect()
    },
  }
}

class SetsByKey<T> {
  readonly #sets = new Map<string, Set<T>>()
  size = 0

  get(key: string): Iterable<T> {
    return this.#sets.get(key) ?? []
  }

  keys(): string[] {
    return [...this.#sets.keys()]
  }

  all(): T[] {
    return [...this.#sets.values()].flatMap((set) => [...set])
  }

  add(key: string, value: T): void {
    const set = this.#sets.get(key)
    if (set === undefined) this.#sets.set(key, new Set([value]))
    else set.add(value)
    this.size += 1
  }

  delete(key: string, value: T): void {
    const set = this.#sets.get(key)
    if (set?.delete(value) !== true) return
    this.size -= 1
    if (set.size === 0) this.#sets.delete(key)
  }
}
