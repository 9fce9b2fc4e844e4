/**
 * A text message as bytes: one frame, unmasked and uncompressed, as a server may send it (RFC 6455, 5.2). Made here and
 * not by `ws`, because the same bytes go to many sockets.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const offset = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(offset + length)
  frame[0] = 0x81
  if (offset === 2) frame[1] = length
  else if (offset === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(text, offset)
  return frame
}

const ofThisTurn = new Map<string, Map<string, Buffer>>()
let last: { head: string; events: string; frame: Buffer } | null = null

/**
 * The frame that carries these events under this beginning. Whoever asks for the same in the same turn gets the same
 * bytes: the stock client numbers its requests, so most sockets share a beginning, and the hub hands the same string
 * to all that get the same.
 */
export function eventsFrame(head: string, events: string): Buffer {
  if (last !== null && last.events === events && last.head === head) return last.frame
  let frames = ofThisTurn.get(head)
  if (frames === undefined) {
    // The hub writes to all its streams in one go; when that is over, nobody asks again.
    if (ofThisTurn.size === 0) queueMicrotask(forget)
    frames = new Map()
    ofThisTurn.set(head, frames)
  }
  let frame = frames.get(events)
  if (frame === undefined) {
    frame = textFrame(`${head}[${events}]}}`)
    frames.set(events, frame)
  }
  last = { head, events, frame }
  return frame
}

function forget(): void {
  ofThisTurn.clear()
  last = null
}
