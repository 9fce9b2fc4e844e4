import { randomBytes } from 'node:crypto'

/** A frame of RFC 6455, 5.2, of which every part may be wrong. */
export type RawFrame = {
  opcode: number
  isFinal: boolean
  /** The three reserved bits. */
  reserved: number
  isMasked: boolean
  payload: string
  /** A length to claim in place of the payload's. */
  claimedBytes: number | null
}

export function frameBytes({ opcode, isFinal, reserved, isMasked, payload, claimedBytes }: RawFrame): Buffer {
  const body = Buffer.from(payload, 'utf8')
  const length = claimedBytes ?? body.length
  const head = [(isFinal ? 0x80 : 0) | ((reserved & 7) << 4) | (opcode & 15)]
  const maskBit = isMasked ? 0x80 : 0
  if (length < 126) head.push(maskBit | length)
  else if (length < 65_536) head.push(maskBit | 126, length >> 8, length & 255)
  else {
    const large = Buffer.alloc(8)
    large.writeBigUInt64BE(BigInt(length))
    head.push(maskBit | 127, ...large)
  }
  if (!isMasked) return Buffer.concat([Buffer.from(head), body])
  const mask = randomBytes(4)
  const masked = body.map((byte, i) => byte ^ (mask[i % 4] ?? 0))
  return Buffer.concat([Buffer.from(head), mask, masked])
}

/** The request that opens a WebSocket. */
export const handshake = (host: string, token: string | undefined): string =>
  [
    'GET /trpc HTTP/1.1',
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
    '',
    '',
  ].join('\r\n')
