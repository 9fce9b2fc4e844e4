// Chime needs to know two things for which tRPC's WebSocket adapter has no hook. The encoder is the one part of the
// adapter that can be replaced (`experimental_encoder`), and it sees every message, so both are found out here.
//
// 1. The request id of a subscription. The hub writes events to sockets itself, so that they are encoded once for all
//    sockets; tRPC would encode each event again for every socket. For this the hub needs the beginning of the
//    subscription's responses, which contains the request id, and tRPC does not tell a procedure its id. So the
//    subscription's generator yields a `FirstFrame`, and tRPC passes that to the encoder together with the id.
// 2. The number of pending calls of a socket. tRPC reads calls without a limit while earlier ones wait for the database,
//    and does not tell when a call begins or ends. So the encoder counts requests, and the first response to each.
//
// An adapter of our own would need `@trpc/server/unstable-core-do-not-import`, and would have to repeat all of tRPC's
// care for what clients may send. What is relied on instead, in tRPC's `adapters/ws.ts`:
//
// - Its `message` listener decodes a frame before it returns, so `receiving` names the socket that the frame came from.
// - It passes every encoded response to `send` of the right socket at once, so `encodedId` is the id of what is sent.
// - `encode` gets each response as an object, in which `result.data` is exactly what the generator yielded. (A
//   transformer in the router would change that.)
// - If it refuses a frame as a whole, it answers with the id null before its listener returns.
// - Of the socket it uses only `readyState`, `on`, `once`, `send` and `close`.
//
// The types would not notice a change of these, but tests do. `test/parity` compares all frames with those of the
// unchanged adapter. `test/websocket/node.test.ts` fails if calls are not counted when they begin, or not when they
// end.

import { type Encoder, jsonEncoder } from '@trpc/server/adapters/ws'
import { FirstFrame } from './first-frame.ts'
import type { PendingCalls } from './pending-calls.ts'

const callMethods = new Set<unknown>(['query', 'mutation', 'subscription'])

/** The pending calls of the socket whose frame tRPC is handling, and the ids of the calls in that frame. */
let receiving: { pendingCalls: PendingCalls; ids: unknown[] } | null = null
/** The id of the response that was encoded last. Undefined: that response has been sent. */
let encodedId: unknown

/** Passes one frame to tRPC's listener, and counts the calls in it as pending. */
export function countRequests(pendingCalls: PendingCalls, handToTrpc: () => void): void {
  receiving = { pendingCalls, ids: [] }
  try {
    handToTrpc()
  } finally {
    receiving = null
  }
}

/** To be called with each text that tRPC sends on a socket. The call that it answers is no longer pending. */
export function countResponse(pendingCalls: PendingCalls): void {
  const id = encodedId
  encodedId = undefined
  if (id !== null) pendingCalls.end(id)
  else if (receiving?.pendingCalls === pendingCalls) {
    // tRPC refused the whole frame, so none of its calls will get a response of its own.
    for (const refused of receiving.ids.splice(0)) pendingCalls.end(refused)
  }
}

/**
 * tRPC's JSON encoder. It also starts subscriptions and counts pending calls, as told at the head of this file. All
 * sockets share it.
 */
export const encoder: Encoder = {
  encode(message) {
    const { result, ...ids } = message as { id?: unknown; jsonrpc?: unknown; result?: { data?: unknown } }
    encodedId = ids.id
    if (!(result?.data instanceof FirstFrame)) return jsonEncoder.encode(message)
    // The head: everything before the data. It is the same in every frame of this subscription.
    return result.data.start(JSON.stringify({ ...ids, result: { type: 'data', data: 0 } }).slice(0, -'0}}'.length))
  },
  decode(data) {
    const message = jsonEncoder.decode(data)
    if (receiving !== null) {
      for (const call of Array.isArray(message) ? message : [message]) {
        if (typeof call !== 'object' || call === null || !callMethods.has(call.method)) continue
        receiving.ids.push(call.id)
        receiving.pendingCalls.begin(call.id)
      }
    }
    return message
  },
}
