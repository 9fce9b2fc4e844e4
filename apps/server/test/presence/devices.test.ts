import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say, soon } from '@chime/testing/one-node'
import { call } from '@chime/testing/raw-client'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
  channelId = await groupOf(ann, ben)
})
afterAll(() => node.stop())

const seen = async () => (await ann.trpc.presence.get.query({ userIds: [ben.user.id] }))[0]
const status = async () => (await seen())?.status

it('away is who says so on every device; what a device says by itself leaves busy and invisible alone', async () => {
  const phone = node.connect(ben.token)
  const set = (device: Pick<Person, 'trpc'>, wanted: 'online' | 'away' | 'busy' | 'invisible', thisDevice?: boolean) =>
    device.trpc.presence.set.mutate({ status: wanted, ...(thisDevice !== undefined && { thisDevice }) })
  expect((await set(ben, 'away')).status).toBe('away')
  // A second device, which is in use.
  await phone.trpc.auth.me.query()
  expect(await status()).toBe('online')
  expect((await set(phone, 'away', true)).status).toBe('away')
  expect((await set(phone, 'online', true)).status).toBe('online')
  await set(phone, 'away', true)
  for (const [chosen, shown] of [
    ['busy', 'busy'],
    ['invisible', 'offline'],
  ] as const) {
    expect((await set(ben, chosen)).status).toBe(shown)
    expect((await set(phone, 'online', true)).status).toBe(shown)
    expect((await set(phone, 'away', true)).status).toBe(shown)
  }
  expect((await set(phone, 'online')).status).toBe('online')
  // When the idle device disconnects, its `away` no longer counts. The other device is in use.
  await set(phone, 'away', true)
  await set(ben, 'away', true)
  expect(await status()).toBe('away')
  await set(ben, 'online', true)
  await phone.close()
  expect(await status()).toBe('online')
})

it('over plain HTTP, without a connection, away is chosen like the others', async () => {
  const headers = { authorization: `Bearer ${ben.token}` }
  for (const chosen of ['away', 'busy', 'online'] as const) {
    const { data } = await call(node.url, 'presence.set', { input: { status: chosen }, headers })
    expect(data).toMatchObject({ status: chosen })
    await call(node.url, 'presence.set', { input: { status: 'away', thisDevice: true }, headers })
    expect(await status()).toBe(chosen)
  }
})

it('a device is neither busy nor invisible', async () => {
  for (const wanted of ['busy', 'invisible'] as const) {
    const refused = await refusal(ben.trpc.presence.set.mutate({ status: wanted, thisDevice: true }))
    expect(refused).toMatchObject({ reason: 'INVALID_INPUT', field: 'status' })
  }
})

it('nothing that somebody invisible does shows that they are there', async () => {
  const { events, hello, unsubscribe } = follow(ann)
  await hello
  await ben.trpc.presence.set.mutate({ status: 'invisible' })
  const before = await seen()
  expect(before?.status).toBe('offline')
  const phone = node.connect(ben.token)
  await phone.trpc.auth.me.query()
  await phone.trpc.channels.typing.mutate({ channelId })
  await phone.trpc.presence.set.mutate({ status: 'away', thisDevice: true })
  await phone.close()
  expect(await seen()).toEqual(before)
  // Streams keep the order: anything published before this message would arrive before it.
  await say(ann, channelId, 'a barrier')
  await vi.waitFor(() => expect(events.at(-1)?.type).toBe('message'), soon)
  expect(events.filter(({ type }) => type === 'typing')).toEqual([])
  await ben.trpc.presence.set.mutate({ status: 'online' })
  await ben.trpc.channels.typing.mutate({ channelId })
  await vi.waitFor(() => expect(events.filter(({ type }) => type === 'typing')).toHaveLength(1), soon)
  unsubscribe()
})
