import type { Services } from '@chime/api'
import type { Bus } from '@chime/realtime'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { WebSocketHandler } from './websocket/handler.ts'

/** Histogram buckets in seconds: from what an idle system needs to the longest that a client waits. */
const durations = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const batchSizes = [1, 2, 5, 10, 20, 50, 100, 200, 500]

export type Metrics = ReturnType<typeof createMetrics>

/**
 * What a node tells about itself, in the format of Prometheus. One per node. Values are read only when somebody asks
 * for them.
 */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  // Of the process: CPU, memory, heap, event loop lag, open files.
  collectDefaultMetrics({ register: registry })

  const gauge = (name: string, help: string, read: () => number) => {
    const collect = function (this: Gauge) {
      this.set(read())
    }
    new Gauge({ name, help, registers, collect })
  }
  /** A counter whose value is kept elsewhere. */
  const total = (name: string, help: string, read: () => number) => {
    const collect = function (this: Counter) {
      this.reset()
      this.inc(read())
    }
    new Counter({ name, help, registers, collect })
  }

  const calls = new Counter({
    name: 'chime_calls_total',
    help: 'Calls by procedure and outcome: ok, or the reason of the refusal',
    labelNames: ['procedure', 'outcome'],
    registers,
  })
  const sends = new Histogram({
    name: 'chime_send_seconds',
    help: 'From the begin of messages.send to its answer',
    buckets: durations,
    registers,
  })
  const batches = new Histogram({
    name: 'chime_message_log_batch_messages',
    help: 'Messages in one commit',
    buckets: batchSizes,
    registers,
  })
  const commits = new Histogram({
    name: 'chime_message_log_commit_seconds',
    help: 'How long one commit took',
    buckets: durations,
    registers,
  })
  let pulls = 0
  let publishFailures = 0

  function watchServices({ db, messageLog, hub, bus, files }: Services): void {
    gauge('chime_sockets', 'Sockets of people who are signed in', () => hub.stats().sockets)
    gauge('chime_streams', 'Subscriptions to events', () => hub.stats().streams)
    gauge('chime_topics', 'Channels and users that this node follows', () => hub.stats().topics)
    gauge('chime_repairs', 'Repairs that are being read or wait for it', () => hub.stats().repairs)
    total('chime_repair_gaps_total', 'Lost publications found by their successor', () => hub.stats().gaps)
    total('chime_repair_tails_total', 'Lost publications found by comparing heads', () => hub.stats().tails)
    total('chime_repair_rows_total', 'Rows that repairs brought', () => hub.stats().rowsRepaired)
    total('chime_repair_echoes_total', 'Links to the bus left because nothing came back', () => hub.stats().echoes)
    total('chime_repair_recoveries_total', 'Times the bus was connected anew', () => hub.stats().recoveries)
    total('chime_repair_resyncs_total', 'Streams that were sent a fresh hello', () => hub.stats().resyncs)
    total('chime_streams_slow_total', 'Streams whose socket was too slow', () => hub.stats().slow)
    total('chime_client_pulls_total', 'Clients that were behind and pulled', () => pulls)

    gauge('chime_bus_healthy', '1 while publications flow between nodes', () => Number(bus.healthy()))
    gauge('chime_bus_subscriptions', 'Topics that this node has subscribed', () => bus.subscriptions())
    total('chime_bus_publish_failures_total', 'Publications that the bus did not take', () => publishFailures)

    gauge('chime_message_log_queued', 'Messages that wait for their commit', () => messageLog.stats().queued)
    gauge('chime_message_log_queued_bytes', 'Bytes of those', () => messageLog.stats().queuedBytes)
    gauge('chime_message_log_in_flight', 'Messages that are being committed', () => messageLog.stats().inFlight)
    total('chime_message_log_batches_total', 'Commits', () => messageLog.stats().batches)
    total('chime_message_log_appended_total', 'Messages committed', () => messageLog.stats().appended)
    total('chime_message_log_refused_total', 'Messages refused, nothing written', () => messageLog.stats().refused)
    total('chime_message_log_unknown_total', 'Messages of unknown outcome', () => messageLog.stats().unknown)

    total('chime_files_looked_at_total', 'Files whose last byte came', () => files.stats().inspected)
    total(
      'chime_files_without_preview_total',
      'Pictures among them that cannot be shown, and are plain files',
      () => files.stats().withoutPreview,
    )
    gauge('chime_files_waiting', 'Plain files that wait to be looked at', () => files.stats().plainWaiting)
    gauge('chime_pictures_waiting', 'Pictures that wait to be decoded', () => files.stats().picturesWaiting)
    total(
      'chime_pictures_refused_total',
      'Pictures that were not decoded because too many were waiting',
      () => files.stats().picturesRefused,
    )
    gauge('chime_picture_processes', 'Processes that decode pictures', () => files.stats().pictureProcesses)
    total(
      'chime_picture_processes_killed_total',
      'Processes that took too much memory or time for a picture, or crashed',
      () => files.stats().pictureProcessesKilled,
    )

    const { pool } = db
    gauge('chime_pool_in_use', 'Connections to Postgres in use', () => pool.totalCount - pool.idleCount)
    gauge('chime_pool_idle', 'Connections to Postgres that wait for work', () => pool.idleCount)
    gauge('chime_pool_waiting', 'Work that waits for a connection to Postgres', () => pool.waitingCount)
  }

  function watchSockets({ counters, stats }: Pick<WebSocketHandler, 'counters' | 'stats'>): void {
    gauge('chime_sockets_open', 'Sockets, those without credentials included', () => stats().open)
    gauge('chime_sockets_buffered_bytes', 'Bytes that sockets have not taken yet', () => stats().bufferedBytes)
    total('chime_frames_sent_total', 'Frames written to sockets', () => counters.framesSent)
    total('chime_bytes_sent_total', 'Bytes of those', () => counters.bytesSent)
    total('chime_frames_received_total', 'Frames read from sockets', () => counters.framesReceived)
    total('chime_bytes_received_total', 'Bytes of those', () => counters.bytesReceived)
    total('chime_sockets_refused_total', 'Sockets refused for their origin', () => counters.refused)
    const collect = function (this: Counter) {
      this.reset()
      for (const [code, count] of counters.closedByCode) this.inc({ code }, count)
    }
    const help = 'Sockets that this node closed, by close code'
    new Counter({ name: 'chime_sockets_closed_total', help, labelNames: ['code'], registers, collect })
  }

  return {
    watchServices,
    watchSockets,
    contentType: registry.contentType,
    text: () => registry.metrics(),
    onCall({ path, outcome, ms }: { path: string; outcome: string; ms: number }): void {
      calls.inc({ procedure: path, outcome })
      if (path === 'messages.send') sends.observe(ms / 1_000)
      if (path === 'channels.changes') pulls++
    },
    onBatch({ size, ms }: { size: number; ms: number }): void {
      batches.observe(size)
      commits.observe(ms / 1_000)
    },
    /** The same bus, with its failed publications counted. */
    watchBus: (bus: Bus): Bus => ({
      ...bus,
      publish: (publication) =>
        bus.publish(publication).catch((error: unknown) => {
          publishFailures++
          throw error
        }),
    }),
  }
}
