import { type OneNode, oneNode } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let plain: OneNode
let secure: OneNode
beforeAll(async () => {
  plain = await oneNode({ NODE_ENV: 'production' })
  secure = await oneNode({ NODE_ENV: 'production', PUBLIC_URL: 'https://chat.example.com' })
})
afterAll(async () => {
  await plain.stop()
  await secure.stop()
})

/** What the front door answers itself, refuses, and hands to each of its parts. */
const requests: [path: string, method: string][] = [
  ['/healthz', 'GET'],
  ['/trpc/auth.me', 'GET'],
  ['/trpc/no.such', 'GET'],
  ['/trpc/auth.login', 'POST'],
  ['/trpc/auth.login', 'DELETE'],
  ['/files/00000000-0000-4000-8000-000000000000', 'GET'],
  ['/files/uploads/00000000-0000-4000-8000-000000000000', 'PATCH'],
  ['/%ff', 'GET'],
  ['/no-such-page', 'GET'],
]

const usual = {
  'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'permissions-policy': expect.stringContaining('camera=()'),
  'cross-origin-opener-policy': 'same-origin',
}

describe('every answer, errors too', () => {
  it.each(requests)('%s by %s says how a browser is to treat it', async (path, method) => {
    const headersOf = async (node: OneNode) => {
      const response = await fetch(`${node.url}${path}`, { method, redirect: 'manual' })
      await response.text()
      return Object.fromEntries(response.headers)
    }
    const [overHttp, overHttps] = [await headersOf(plain), await headersOf(secure)]
    expect(overHttp).toMatchObject(usual)
    expect(overHttp).not.toHaveProperty('strict-transport-security')
    expect(overHttps).toMatchObject({ ...usual, 'strict-transport-security': expect.stringMatching(/^max-age=\d{7,}/) })
    // What runs here is nobody's business.
    expect(overHttp).not.toHaveProperty('x-powered-by')
    expect(overHttp).not.toHaveProperty('server')
  })
})
