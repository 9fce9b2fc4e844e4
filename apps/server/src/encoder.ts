import { type Encoder, jsonEncoder } from '@trpc/server/adapters/ws'
import { FirstFrame } from './sink.ts'

/**
 * The calls under way on one socket. tRPC tells nobody when a call begins and ends, but what it decodes and encodes
 * does: a request with an id comes in, and the first response with that id goes out.
 */
export class Calls {
  size = 0
  readonly #byId = new Map<unknown, number>()

  begin(id: unknown): void {
    this.#byId.set(id, (this.#byId.get(id) ?? 0) + 1)
    this.size++
  }

  /** Ids that nobody waits for are the later frames of subscriptions. */
  end(id: unknown): void {
    const waiting = this.#byId.get(id)
    if (waiting === undefined) return
    if (waiting === 1) this.#byId.delete(id)
    else this.#byId.set(id, waiting - 1)
    this.size--
  }
}

const starts = new Set<unknown>(['query', 'mutation', 'subscription'])

/** Whose frame is being handed to tRPC, and what it asks; tRPC decodes it before it returns. */
let receiving: { calls: Calls; ids: unknown[] } | null = null
/** The id of the response that was encoded last; tRPC sends each right after. Undefined: it was sent. */
let encoded: unknown

/** Runs tRPC's listener for one frame, and counts what the frame asks for as under way. */
export function countAsked(calls: Calls, handOver: () => void): void {
  receiving = { calls, ids: [] }
  try {
    handOver()
  } finally {
    receiving = null
  }
}

/** To be told of each text that tRPC sends on this socket: the call that it answers is no longer under way. */
export function countAnswered(calls: Calls): void {
  const id = encoded
  encoded = undefined
  if (id !== null) calls.end(id)
  else if (receiving?.calls === calls) {
    // The frame as a whole was refused: none of its calls will be answered by its id.
    for (const asked of receiving.ids.splice(0)) calls.end(asked)
  }
}

/** tRPC's JSON encoder, which also starts our streams and lets calls be counted. */
export const encoder: Encoder = {
  encode(message) {
    const { result, ...ids } = message as { id?: unknown; jsonrpc?: unknown; result?: { data?: unknown } }
    encoded = ids.id
    if (!(result?.data instanceof FirstFrame)) return jsonEncoder.encode(message)
    // Everything before the data, the same in every frame of this subscription.
    return result.data.start(JSON.stringify({ ...ids, result: { type: 'data', data: 0 } }).slice(0, -3))
  },
  decode(data) {
    const message = jsonEncoder.decode(data)
    if (receiving !== null) {
      for (const call of Array.isArray(message) ? message : [message]) {
        if (typeof call !== 'object' || call === null || !starts.has(call.method)) continue
        receiving.ids.push(call.id)
        receiving.calls.begin(call.id)
      }
    }
    return message
  },
}
