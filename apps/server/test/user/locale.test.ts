import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let node: OneNode
let admin: Person
let ann: Person
let ben: Person
beforeAll(async () => {
  node = await oneNode()
  admin = await node.person('first')
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
})
afterAll(() => node.stop())

describe('where a person is, and their language', () => {
  it('are told by them alone; the time zone is seen by everybody', async () => {
    expect(ann.user).toMatchObject({ timeZone: null, language: null })
    const me = await ann.trpc.users.update.mutate({ timeZone: 'Asia/Dhaka', language: 'de-ch' })
    expect(me).toMatchObject({ timeZone: 'Asia/Dhaka', language: 'de-CH' })
    expect(await ann.trpc.auth.me.query()).toEqual(me)
    const [seen] = await ben.trpc.users.get.query({ ids: [ann.user.id] })
    expect(seen).toMatchObject({ timeZone: 'Asia/Dhaka' })
    expect(seen).not.toHaveProperty('language')
    expect(await ann.trpc.users.update.mutate({ statusText: 'busy' })).toMatchObject({ timeZone: 'Asia/Dhaka' })
    expect(await ann.trpc.users.update.mutate({ timeZone: null })).toMatchObject({ timeZone: null, language: 'de-CH' })
  })

  it('reach those who share a channel at once', async () => {
    await groupOf(ann, ben)
    const { events, hello } = follow(ben)
    await hello
    await ann.trpc.users.update.mutate({ timeZone: 'Europe/Berlin' })
    await vi.waitFor(() => {
      const user = events.findLast((event) => event.type === 'user')
      expect(user).toMatchObject({ user: { id: ann.user.id, timeZone: 'Europe/Berlin' } })
    }, soon)
  })

  it.each(['UTC', 'Asia/Kolkata', 'Asia/Calcutta', 'America/Argentina/Buenos_Aires'])('may be %s', async (timeZone) => {
    expect(await ann.trpc.users.update.mutate({ timeZone })).toMatchObject({ timeZone })
  })
})

describe('a suspended person', () => {
  const find = async (input: { query: string; suspended?: boolean }) =>
    (await ann.trpc.users.search.query(input)).map(({ id, suspended }) => [id, suspended])

  it('is marked, in lists and in an event, and is not offered, until they are let in again', async () => {
    const eve = await node.person('eve')
    const channelId = await groupOf(ann, eve)
    const { events, hello } = follow(ann)
    await hello
    await admin.trpc.admin.suspend.mutate({ userId: eve.user.id })
    expect(await find({ query: eve.user.username })).toEqual([])
    expect((await find({ query: '' })).map(([id]) => id)).not.toContain(eve.user.id)
    expect(await find({ query: eve.user.username, suspended: true })).toEqual([[eve.user.id, true]])
    expect(await ann.trpc.users.get.query({ ids: [eve.user.id] })).toMatchObject([{ suspended: true }])
    const { users } = await ann.trpc.members.list.query({ channelId })
    expect(users.find(({ id }) => id === eve.user.id)).toMatchObject({ suspended: true })
    const told = (suspended: boolean) =>
      vi.waitFor(() => {
        const event = events.findLast((each) => each.type === 'user')
        expect(event).toMatchObject({ user: { id: eve.user.id, suspended } })
      }, soon)
    await told(true)
    await admin.trpc.admin.unsuspend.mutate({ userId: eve.user.id })
    await told(false)
    expect(await find({ query: eve.user.username })).toEqual([[eve.user.id, false]])
  })

  it('keeps their name: nobody else gets it, or one that looks like it', async () => {
    const { user } = await node.connect().trpc.auth.register.mutate({
      username: 'gone-away',
      email: 'gone@example.com',
      password: 'battery horse staple',
    })
    await admin.trpc.admin.suspend.mutate({ userId: user.id })
    const attempt = node.connect().trpc.auth.register.mutate({
      username: 'g0ne-away',
      email: 'gone2@example.com',
      password: 'battery horse staple',
    })
    expect(await refusal(attempt)).toMatchObject({ reason: 'CONFLICT', field: 'username' })
  })
})
