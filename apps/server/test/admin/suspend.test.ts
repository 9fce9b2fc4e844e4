import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { openRaw } from '@chime/testing/raw-client'
import { type TwoNodes, twoNodes } from '@chime/testing/two-nodes'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let node: OneNode
let first: Person
let ann: Person
beforeAll(async () => {
  node = await oneNode()
  first = await node.person('first')
  ann = await node.person('ann')
})
afterAll(() => node.stop())

const suspend = ({ trpc }: Person, { user }: Person) => trpc.admin.suspend.mutate({ userId: user.id })
const unsuspend = ({ trpc }: Person, { user }: Person) => trpc.admin.unsuspend.mutate({ userId: user.id })
const login = ({ user, password }: Person) =>
  node.connect().trpc.auth.login.mutate({ identifier: user.username, password })

describe('an admin of the server', () => {
  it('is who registers first, and nobody after', async () => {
    expect([first.user.role, ann.user.role]).toEqual(['admin', 'user'])
  })

  it('is one person also when twenty register at once', async () => {
    const fresh = await oneNode()
    const people = await Promise.all(Array.from({ length: 20 }, () => fresh.person()))
    expect(people.filter(({ user }) => user.role === 'admin')).toHaveLength(1)
    await fresh.stop()
  })
})

describe('suspending', () => {
  it('closes every socket, opens no new one, and refuses the password, until it is lifted', async () => {
    const ben = await node.person('ben')
    const second = await login(ben)
    const sockets = await Promise.all([ben.token, second.token].map((token) => openRaw(node.url, { token })))
    const channelId = await groupOf(first, ben)
    await suspend(first, ben)
    expect(await Promise.all(sockets.map((socket) => socket.closed))).toEqual([4401, 4401])
    expect(await refusal(login(ben))).toMatchObject({ reason: 'FORBIDDEN' })
    // Only somebody who knows the password learns that the account is suspended.
    const wrong = node.connect().trpc.auth.login.mutate({ identifier: ben.user.username, password: 'wrong password!' })
    expect(await refusal(wrong)).toMatchObject({ reason: 'WRONG_CREDENTIALS' })
    expect(await reasons(node.connect(ben.token).trpc.auth.me.query())).toEqual(['UNAUTHENTICATED'])
    await say(first, channelId, 'still here')
    const { members } = await first.trpc.members.list.query({ channelId })
    expect(members.map(({ userId }) => userId)).toContain(ben.user.id)

    await suspend(first, ben)
    await unsuspend(first, ben)
    const back = await login(ben)
    expect((await node.connect(back.token).trpc.auth.me.query()).id).toBe(ben.user.id)
    expect(await reasons(node.connect(ben.token).trpc.auth.me.query())).toEqual(['UNAUTHENTICATED'])
  })

  it('is for admins, of somebody else who exists', async () => {
    const cem = await node.person('cem')
    expect(await reasons(suspend(cem, ann), unsuspend(cem, ann))).toEqual(['FORBIDDEN', 'FORBIDDEN'])
    expect(await refusal(suspend(first, first))).toMatchObject({ reason: 'INVALID_INPUT', field: 'userId' })
    const nobody = first.trpc.admin.suspend.mutate({ userId: crypto.randomUUID() })
    expect(await reasons(nobody)).toEqual(['NOT_FOUND'])
  })

  it('leaves nothing open when it meets a login', async () => {
    for (let round = 0; round < 5; round++) {
      const dan = await node.person('dan')
      const logins = Array.from({ length: 4 }, () => login(dan).catch(() => null))
      await suspend(first, dan)
      for (const session of await Promise.all(logins)) {
        if (session)
          expect(await reasons(node.connect(session.token).trpc.auth.me.query())).toEqual(['UNAUTHENTICATED'])
      }
    }
  })
})

describe('suspending, on another node', () => {
  let nodes: TwoNodes
  beforeAll(async () => {
    nodes = await twoNodes()
  })
  afterAll(() => nodes.stop())

  it('closes the sockets there within two seconds, with Redis down too', async () => {
    const admin = await nodes.person(nodes.one, 'admin')
    for (const hurt of [false, true]) {
      const eve = await nodes.person(nodes.two, 'eve')
      const socket = await openRaw(nodes.two, { token: eve.token })
      const stream = follow(eve)
      await stream.hello
      if (hurt) await nodes.redis.stop()
      const began = performance.now()
      await admin.trpc.admin.suspend.mutate({ userId: eve.user.id })
      await vi.waitFor(() => expect(socket.ws.readyState).toBe(socket.ws.CLOSED), soon)
      expect(await socket.closed).toBe(4401)
      expect(performance.now() - began).toBeLessThan(2_500)
      stream.unsubscribe()
      eve.close()
    }
  })
})
