import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { addressOf } from './address.ts'

const peer = '10.0.0.9'

function from(forwarded?: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: peer })
  const req = new IncomingMessage(socket)
  if (forwarded !== undefined) req.headers = { 'x-forwarded-for': forwarded }
  return req
}

describe("the client's address", () => {
  it('is that of the connection, whatever X-Forwarded-For claims, when no proxy is trusted', () => {
    expect(addressOf(from('1.2.3.4'), 0)).toBe(peer)
    expect(addressOf(from(), 0)).toBe(peer)
  })

  it('is what the nearest trusted proxy saw, not what was forged in front of it', () => {
    expect(addressOf(from('1.2.3.4'), 1)).toBe('1.2.3.4')
    expect(addressOf(from('forged, forged too, 1.2.3.4'), 1)).toBe('1.2.3.4')
    expect(addressOf(from('forged, 1.2.3.4, 10.0.0.8'), 2)).toBe('1.2.3.4')
  })

  it('is the outermost known one when fewer proxies wrote than are trusted', () => {
    expect(addressOf(from('1.2.3.4'), 3)).toBe('1.2.3.4')
    expect(addressOf(from(), 1)).toBe(peer)
  })
})
