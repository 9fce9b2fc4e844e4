import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { originOf } from './origin.ts'

function from(headers: Record<string, string>): IncomingMessage {
  const req = new IncomingMessage(new Socket())
  req.headers = headers
  return req
}

const host = 'chime.example.com'
const rules = { publicUrl: new URL(`https://${host}/`), allowedOrigins: ['https://partner.example'] }
const unset = { publicUrl: null, allowedOrigins: [] }

describe('the origin of a request', () => {
  it('is ours for PUBLIC_URL, and only for exactly that', () => {
    expect(originOf(from({ host, origin: `https://${host}` }), rules)).toBe('own')
    const lookalikes = [
      `http://${host}`,
      `https://${host}:8443`,
      `https://${host}.evil.example`,
      `https://evil-${host}`,
      `https://sub.${host}`,
      'https://chime.example.co',
      'https://chime-example.com',
      `https://${host}@evil.example`,
      'https://CHIME.EXAMPLE.COM',
      `https://${host}/`,
      '',
    ]
    for (const origin of lookalikes) expect(originOf(from({ host, origin }), rules), origin).toBe('foreign')
  })

  it('is foreign when a sandboxed or redirected page hides it', () => {
    expect(originOf(from({ host, origin: 'null' }), rules)).toBe('foreign')
    expect(originOf(from({ host, origin: 'null' }), unset)).toBe('foreign')
    expect(originOf(from({ origin: 'null' }), unset)).toBe('foreign')
    expect(originOf(from({ host: '', origin: 'file://' }), unset)).toBe('foreign')
  })

  it('allows a bearer token, and no cookie, to ALLOWED_ORIGINS', () => {
    expect(originOf(from({ host, origin: 'https://partner.example' }), rules)).toBe('token')
    expect(originOf(from({ host, origin: 'https://partner.example.evil.example' }), rules)).toBe('foreign')
    expect(originOf(from({ host, origin: 'http://partner.example' }), rules)).toBe('foreign')
  })

  it('without PUBLIC_URL is ours when the page comes from the host that it asks', () => {
    expect(originOf(from({ host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000' }), unset)).toBe('own')
    expect(originOf(from({ host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3001' }), unset)).toBe('foreign')
    expect(originOf(from({ host: '127.0.0.1:3000', origin: 'http://localhost:3000' }), unset)).toBe('foreign')
  })

  it('does not believe a Host header over PUBLIC_URL', () => {
    expect(originOf(from({ host: 'evil.example', origin: 'https://evil.example' }), rules)).toBe('foreign')
  })

  it('is ours for programs, which name none', () => {
    expect(originOf(from({ host }), rules)).toBe('own')
    expect(originOf(from({}), rules)).toBe('own')
  })

  it('is foreign when the browser says that another site asks, even if it names no origin', () => {
    for (const site of ['cross-site', 'same-site', 'whatever']) {
      expect(originOf(from({ host, 'sec-fetch-site': site }), rules), site).toBe('foreign')
    }
    expect(originOf(from({ host, 'sec-fetch-site': 'same-origin' }), rules)).toBe('own')
    expect(originOf(from({ host, 'sec-fetch-site': 'none' }), rules)).toBe('own')
  })
})
