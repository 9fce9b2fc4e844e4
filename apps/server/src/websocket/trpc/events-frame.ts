import { textFrame } from '../frame.ts'

/**
 * The text of a tRPC response that carries these events.
 *
 * @param head the response up to its data, the same in every frame of one subscription; see `encoder.ts`
 * @param events one or more events as JSON, separated by commas
 */
export const eventsText = (head: string, events: string) => `${head}[${events}]}}`

const framesByHead = new Map<string, Map<string, Buffer>>()
let latest: { head: string; events: string; frame: Buffer } | null = null

/**
 * The frame of a tRPC response that carries these events. Within one turn of the event loop the same arguments give the
 * same bytes, so that events for many sockets are encoded once. Heads are often equal too, because the stock client
 * numbers its requests from 1; and the hub passes the same string to all sockets that get the same events.
 */
export function eventsFrame(head: string, events: string): Buffer {
  if (latest !== null && latest.events === events && latest.head === head) return latest.frame
  let frames = framesByHead.get(head)
  if (frames === undefined) {
    // The hub writes to all its streams in one go. After that, nobody asks for these frames again.
    if (framesByHead.size === 0) queueMicrotask(forgetFrames)
    frames = new Map()
    framesByHead.set(head, frames)
  }
  let frame = frames.get(events)
  if (frame === undefined) {
    frame = textFrame(eventsText(head, events))
    frames.set(events, frame)
  }
  latest = { head, events, frame }
  return frame
}

function forgetFrames(): void {
  framesByHead.clear()
  latest = null
}
