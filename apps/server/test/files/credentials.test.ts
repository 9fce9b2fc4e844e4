import { once } from 'node:events'
import { get as httpGet } from 'node:http'
import type { Person } from '@chime/testing/node'
import { groupOf } from '@chime/testing/one-node'
import { asCookie, call } from '@chime/testing/raw-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FilesNode, get, nodeWithFiles, uploadAndSend } from './fixture.ts'

const page = 'https://app.example'
let node: FilesNode
let ann: Person
beforeAll(async () => {
  node = await nodeWithFiles({ ALLOWED_ORIGINS: page })
  ann = await node.person('ann')
})
afterAll(() => node.stop())

describe('who asks is told', () => {
  let id: string
  let cookie: string
  beforeAll(async () => {
    id = (await uploadAndSend(node.url, ann, { channelId: await groupOf(ann) })).id
    const input = { identifier: ann.user.username, password: ann.password }
    cookie = asCookie((await call(node.url, 'auth.login', { input })).cookies[0])
  })
  const ask = (headers: Record<string, string>, query = '') => get(node.url, `/files/${id}${query}`, undefined, headers)
  /** Sends headers that `fetch` sets itself. */
  const askAsBrowser = async (headers: Record<string, string>) => {
    const [answer] = await once(httpGet(`${node.url}/files/${id}`, { headers }), 'response')
    answer.resume()
    return answer.statusCode
  }

  it('by the cookie, of our own pages and of who follows a link, but not of other sites', async () => {
    const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect((await ask({ cookie })).status).toBe(200)
    expect((await ask({ cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    expect(await askAsBrowser({ cookie, ...visit })).toBe(200)
    expect(await askAsBrowser({ cookie, ...visit, 'sec-fetch-dest': 'iframe' })).toBe(403)
    expect(await askAsBrowser({ cookie, ...visit, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' })).toBe(403)
    expect((await ask({ cookie, origin: 'https://evil.example' })).status).toBe(403)
    expect((await ask({ cookie, origin: 'null' })).status).toBe(403)
    expect((await ask({ cookie, origin: page })).status).toBe(401)
  })

  it('by a token, never by an address', async () => {
    expect((await ask({ authorization: `Bearer ${ann.token}` })).status).toBe(200)
    for (const query of [`?token=${ann.token}`, `?access_token=${ann.token}`])
      expect((await ask({}, query)).status).toBe(401)
  })

  it('and pages of ALLOWED_ORIGINS may bring one, for uploads too', async () => {
    const answer = await ask({ authorization: `Bearer ${ann.token}`, origin: page })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe(page)
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect((await ask({ cookie })).headers.get('cross-origin-resource-policy')).toBe('same-origin')
    const preflight = await fetch(`${node.url}/files/uploads/${id}`, {
      method: 'OPTIONS',
      headers: { origin: page, 'access-control-request-method': 'PATCH' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Upload-Offset')
    const head = await fetch(`${node.url}/files/uploads/${id}`, {
      method: 'HEAD',
      headers: { origin: page, authorization: `Bearer ${ann.token}`, 'tus-resumable': '1.0.0' },
    })
    expect([head.status, head.headers.get('access-control-allow-origin')]).toEqual([200, page])
    expect(head.headers.get('access-control-expose-headers')).toContain('Upload-Offset')
    const foreign = await fetch(`${node.url}/files/${id}`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example' },
    })
    expect(foreign.status).toBe(403)
  })
})
