/**
 * A text message as one WebSocket frame, unmasked and uncompressed, as a server may send it (RFC 6455, 5.2). It is made
 * here and not by `ws`, because the same bytes are sent to many sockets.
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
