import { oneNode } from '@chime/testing/one-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createChime } from '../../src/create-chime.ts'

let node: Awaited<ReturnType<typeof oneNode>>
beforeAll(async () => {
  node = await oneNode()
})
afterAll(() => node.stop())

test('a client may have an access token, which it renews over its own connection', async () => {
  const { user, token } = await node.person()
  let session = createChime({ url: node.url, token })
  const fetchToken = async () => {
    const fetched = await session.trpc.auth.accessToken.mutate()
    session = createChime({ url: node.url, token: fetched.token ?? '' })
    return fetched.accessToken
  }
  const chime = createChime({ url: node.url, token: await fetchToken() })
  chime.connect()
  await chime.ready()
  const { expiresAt } = await chime.trpc.auth.renew.mutate({ accessToken: await fetchToken() })
  expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now())
  expect(chime.me.get()?.id).toBe(user.id)
  expect(chime.connection.get().status).toBe('online')
  chime.close()
})
