import { type OneNode, oneNode } from '@chime/testing/one-node'
import { call, openRaw } from '@chime/testing/raw-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const partner = 'https://partner.example'

let node: OneNode
beforeAll(async () => {
  node = await oneNode({ ALLOWED_ORIGINS: partner })
})
afterAll(() => node.stop())

const preflight = (path: string, origin: string, method: string) =>
  fetch(`${node.url}${path}`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'authorization' },
  })

describe('a page of another origin', () => {
  it.each([
    ['/trpc/auth.me', 'GET'],
    ['/trpc/messages.send', 'POST'],
    ['/files/00000000-0000-4000-8000-000000000000', 'GET'],
    ['/files/uploads/00000000-0000-4000-8000-000000000000', 'PATCH'],
  ])('that is allowed may ask %s with %s and a token, and need not ask again for a day', async (path, method) => {
    const { status, headers } = await preflight(path, partner, method)
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe(partner)
    expect(headers.get('access-control-allow-methods')).toContain(method)
    expect(headers.get('access-control-allow-headers')).toContain('Authorization')
    expect(headers.get('access-control-max-age')).toBe('86400')
    expect(headers.get('vary')).toContain('Origin')
    // The cookie stays at home.
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  })

  it.each(['https://evil.example', 'https://partner.example.evil', 'http://partner.example', 'null'])(
    'that is not (%s) is told nothing',
    async (origin) => {
      for (const path of ['/trpc/auth.me', '/files/00000000-0000-4000-8000-000000000000']) {
        const { status, headers } = await preflight(path, origin, 'GET')
        expect([status, headers.get('access-control-allow-origin')]).toEqual([403, null])
        expect(headers.get('vary')).toContain('Origin')
      }
      await expect(openRaw(node.url, { headers: { origin } })).rejects.toThrow('403')
    },
  )

  it('that is allowed reads refusals too, and opens a socket with a token', async () => {
    const { status, headers, error } = await call(node.url, 'auth.me', { method: 'GET', headers: { origin: partner } })
    expect([status, error?.data.reason]).toEqual([401, 'UNAUTHENTICATED'])
    expect(headers.get('access-control-allow-origin')).toBe(partner)
    const { token, user } = await node.person()
    const socket = await openRaw(node.url, { token, headers: { origin: partner } })
    expect((await socket.ask('query', 'auth.me')).result?.data).toEqual(user)
  })
})
