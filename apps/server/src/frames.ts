import { closeCodes } from '@chime/protocol'
import type { Sink } from '@chime/realtime'
import type { Encoder } from '@trpc/server/adapters/ws'
import type { WebSocket } from 'ws'

/** What may wait in a socket before the hub stops feeding it, in bytes … */
const highWaterBytes = 1024 * 1024
/** … and what must be left before it goes on. */
const lowWaterBytes = 64 * 1024
/** A socket that has not taken anything for this long is closed; its client comes back when it can. */
const stuckMs = 30_000

/**
 * What a subscription's generator yields in place of its first batch. The stock handler hands it to the encoder together
 * with the request id, and that is how the hub learns under which id to write: no other hook tells it.
 */
class FirstFrame {
  readonly start: (head: string) => string
  constructor(start: (head: string) => string) {
    this.start = start
  }
}

/** tRPC's JSON encoder, which also starts our streams. */
export const encoder: Encoder = {
  encode(message) {
    const { result, ...ids } = message as { id?: unknown; jsonrpc?: unknown; result?: { data?: unknown } }
    if (!(result?.data instanceof FirstFrame)) return JSON.stringify(message)
    // Everything before the data, the same in every frame of this subscription.
    return result.data.start(JSON.stringify({ ...ids, result: { type: 'data', data: 0 } }).slice(0, -3))
  },
  decode(data) {
    if (typeof data !== 'string') throw new Error('frames are JSON in text')
    return JSON.parse(data)
  },
}

/** The way from the hub to one subscription of a socket; see `LiveSocket.openSink`. */
export function openSink(ws: WebSocket, begin: () => string, drained: () => void): { sink: Sink; opening: object } {
  let head: string | null = null
  let started = false
  let early: string[] = []
  let stuck: NodeJS.Timeout | null = null

  const frame = (events: string) => `${head}[${events}]}}`
  const onSent = () => {
    if (stuck === null || ws.bufferedAmount > lowWaterBytes) return
    clearTimeout(stuck)
    stuck = null
    drained()
  }
  const sink: Sink = {
    write(events) {
      if (!started) {
        early.push(events)
        return true
      }
      if (ws.readyState !== ws.OPEN) return true
      ws.send(frame(events), onSent)
      if (ws.bufferedAmount <= highWaterBytes) return true
      // Nothing listens for the socket's end, of which it would be one listener more for each subscription it ever had:
      // closing a closed socket does nothing.
      stuck ??= setTimeout(() => ws.close(closeCodes.tooSlow, 'too slow'), stuckMs).unref()
      return false
    },
  }
  const opening = new FirstFrame((prefix) => {
    head = prefix
    // What the hub writes while it begins must follow the first frame, which leaves when this returns.
    queueMicrotask(() => {
      started = true
      const waiting = early
      early = []
      for (const events of waiting) sink.write(events)
    })
    return frame(begin())
  })
  return { sink, opening }
}
