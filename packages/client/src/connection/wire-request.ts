import type { PromptSocket } from './prompt-socket.ts'
import type { Call, Observer, Result } from './transport.ts'

/** A call that a `Wire` has not ended yet. */
export type Request = {
  id: number
  readonly call: Call
  readonly observer: Observer
  /** Where it was sent. Null: it waits for a socket. */
  socket: PromptSocket | null
  /** The newer socket on which a subscription was opened too, until that socket has said that it is. */
  next: PromptSocket | null
  /** Sockets on which a subscription was stopped. What they have sent before that still counts. */
  readonly left: Set<PromptSocket>
  isStarted: boolean
  lastEventId?: string
}

export const isSubscription = ({ call }: Request): boolean => call.type === 'subscription'

/** How it is sent. An input that cannot be written as JSON fails its own call, and no other. */
export function jsonOf({ id, call: { type, path, input }, lastEventId, observer }: Request): string[] {
  try {
    return [JSON.stringify({ id, method: type, params: { input, path, lastEventId } })]
  } catch (error) {
    observer.error(error)
    return []
  }
}

/** What a server sends, as tRPC defines it. */
export type Answer =
  | { id: null; method: string }
  | {
      id: number | null
      /** Absent: the call failed, and this is tRPC's form of an error. */
      result?: Result
    }
