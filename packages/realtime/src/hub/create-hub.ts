import { closeCodes } from '@chime/protocol'
import type { Publication } from '../bus/bus.ts'
import { createThrottledLog } from '../throttled-log.ts'
import { audit } from './audit.ts'
import type { HubContext } from './context.ts'
import type { Hub, HubConnection, HubCounters, HubOptions, Sink, Socket } from './hub.ts'
import { hubLimits } from './limits.ts'
import { Multimap } from './multimap.ts'
import { SourceReader } from './source-reader.ts'
import { EventStream } from './stream.ts'
import { isOrdered } from './subscription.ts'
import { HubTopics } from './topics.ts'
import { WriteBatch } from './write-batch.ts'

/** Creates the node's hub. It becomes the only listener of `bus`, and compares itself with `source` regularly until `close`. */
export function createHub({ bus, source, log, limits: changed }: HubOptions): Hub {
  const limits = { ...hubLimits, ...changed }
  const warn = createThrottledLog(log, limits.logMs)
  const reader = new SourceReader(source, limits)
  const batch = new WriteBatch()
  const connections = new Multimap<HubConnection & { socket: Socket }>()
  const streams = new Multimap<EventStream>()
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
  const context: HubContext = {
    limits,
    warn,
    reader,
    counters,
    failedCatchUps: new Set(),
    streamsOf: (userId) => streams.get(userId),
    get topics() {
      return topics
    },
  }
  const topics: HubTopics = new HubTopics(bus, context)

  const connect = async (socket: Socket): Promise<HubConnection> => {
    // The end of a session is published on its user's topic.
    const userTopic = topics.retain(`user:${socket.userId}`)
    const own = new Set<EventStream>()
    let isOpen = true
    const connection = {
      socket,
      open(sink: Sink, { allChannels, resync }: { allChannels: boolean; resync: () => void }) {
        const { userId } = socket
        const onClose = () => {
          own.delete(stream)
          streams.delete(userId, stream)
        }
        const stream = new EventStream({ userId, allChannels, sink, resync, onClose }, context, batch)
        own.add(stream)
        streams.add(userId, stream)
        if (!isOpen) stream.close()
        return stream
      },
      disconnect() {
        if (!isOpen) return
        isOpen = false
        for (const stream of [...own]) stream.close()
        connections.delete(socket.sessionId, connection)
        userTopic.release()
      },
    }
    connections.add(socket.sessionId, connection)
    await userTopic.ready
    return connection
  }

  const endSession = (sessionId: string) => {
    for (const connection of [...connections.get(sessionId)]) {
      // The hub disconnects first, so that nothing more is written however long the socket takes to close.
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
      // The publication is as good as lost: the next one shows the gap, or the audit does.
      if (isOrdered(publication)) topics.get(publication.topic)?.expect(publication.revision)
    }
  }

  let closed = false
  let running: Promise<void> | null = null
  let again = false
  const runAudit = () => {
    // Audits do not overlap. When the bus recovers during one, another one has to follow.
    again = running !== null
    running ??= audit({ topics: () => topics.all(), sessionIds: () => connections.keys(), endSession }, context)
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
    deliverLocally: receive,
    stats: () => ({
      sockets: connections.size,
      streams: streams.size,
      topics: topics.size,
      repairs: reader.size,
      ...counters,
    }),
    async close() {
      closed = true
      clearInterval(timer)
      for (const connection of connections.all()) connection.disconnect()
    },
  }
}
