import { expect, test, vi } from 'vitest'
import type { Topic } from '../../src/bus/bus.ts'
import { Client } from './client.ts'
import { hubFixture, turn } from './fixture.ts'

const startHub = hubFixture()
const c: Topic = 'channel:c'

test('who was told that they left, and came back unheard, needs a fresh hello though the removal was unheard too', async () => {
  const { connect, db, joinC, publish } = startHub()
  await joinC('u1', 'u2')
  const [client, other] = [await connect({ userId: 'u1' }), await connect({ userId: 'u2' })]
  const [, leftUser] = db.leave('c', 'u1')
  await publish(leftUser)
  await turn()
  expect(client.known.has(c)).toBe(false)
  db.join('c', 'u1')
  await publish(db.commit('user:u1', [1]), db.commit(c, [1]))
  await vi.waitFor(() => expect([...client.missing(), ...other.missing()]).toEqual([]))
  expect([client.hellos, other.hellos]).toEqual([2, 1])
})

test('the same for who was about to be told that they left, when it was read that they are back', async () => {
  const { clients, connect, db, hub, joinC, publish } = startHub()
  await joinC('u1')
  const other = await connect({ userId: 'u1' })
  const client = new Client(db, { userId: 'u1' })
  clients.push(client)
  let reads = 0
  db.fault = async () => {
    reads += 1
    if (reads !== 3) return
    // The heads have been read, and this stream holds all of this. The other stream is live, so the hub reads what was lost.
    const [, leftUser] = db.leave('c', 'u1')
    await publish(leftUser)
    db.join('c', 'u1')
    await publish(db.commit('user:u1', [1]))
    await vi.waitFor(() => expect(hub.stats().gaps).toBe(1))
  }
  await client.open(hub)
  await vi.waitFor(() => expect([...client.missing(), ...other.missing()]).toEqual([]))
  expect([client.hellos, other.hellos]).toEqual([2, 2])
})

test('a removed member gets nothing more, though a gap comes before the removal', async () => {
  const { clients, connect, db, hub, joinC, publish } = startHub()
  await joinC('u1', 'u2')
  const mine = await connect({ userId: 'u1' })
  const named = await connect({ userId: 'u1', channelIds: ['c'] })
  const other = await connect({ userId: 'u2' })
  db.fault = () => new Promise(() => {})
  db.commit(c, [1])
  await publish(...db.leave('c', 'u1'), { topic: c, after: null, revision: null, events: '{"hint":"typing"}' })
  await turn()
  expect([mine.hints, named.hints, other.hints]).toEqual([[], [], ['typing']])
  expect(hub.stats().topics).toBe(3)
  await publish(db.commit(c, [2]))
  await turn()
  expect([mine.known.has(c), named.known.get(c)]).toEqual([false, 2])
  for (const client of clients) client.disconnect()
  await vi.waitFor(() => expect(hub.stats().topics).toBe(0))
  // The read still hangs, so the check after the test gets a hub without one.
  startHub()
})

test('who looks at a channel after leaving it keeps seeing it, when the leaving is told late and with more', async () => {
  const { connect, db, joinC, publish } = startHub()
  db.publicChannels.add('c')
  await joinC('u1', 'u2')
  const other = await connect({ userId: 'u2' })
  // The bus loses it, so that it comes with whatever the repair reads.
  db.leave('c', 'u1')
  const named = await connect({ userId: 'u1', channelIds: ['c'] })
  await publish(db.commit(c, [1]))
  await vi.waitFor(() => expect(other.missing()).toEqual([]))
  await publish(db.commit(c, [2]))
  await vi.waitFor(() => expect([...named.missing(), ...other.missing()]).toEqual([]))
  expect(named.known.get(c)).toBe(db.history(c).revision)
})

test('who joins a channel that they look at, and leaves again, still sees it', async () => {
  const { connect, db, publish } = startHub()
  db.publicChannels.add('c')
  db.commit(c, [1])
  const named = await connect({ userId: 'u1', channelIds: ['c'] })
  const [came] = db.join('c', 'u1')
  const [left] = db.leave('c', 'u1')
  await publish(came, left, db.commit(c, [2]))
  await turn()
  await publish(db.commit(c, [3]))
  await vi.waitFor(() => expect(named.known.get(c)).toBe(db.history(c).revision))
  expect(named.hellos).toBe(2)
})

test('a removal that the bus lost is found by the audit', async () => {
  const { connect, db, joinC, publish } = startHub({ auditMs: 20 })
  await joinC('u1', 'u2')
  const client = await connect({ userId: 'u1' })
  await connect({ userId: 'u2' })
  db.leave('c', 'u1')
  await vi.waitFor(() => expect(client.missing()).toEqual([]))
  expect(client.known.has(c)).toBe(false)
  await publish(db.commit(c, [9]))
  await turn()
})

test('who joins follows the channel from there on, on all streams of "mine"', async () => {
  const { connect, db, publish } = startHub()
  const [one, two, named] = [
    await connect({ userId: 'u1' }),
    await connect({ userId: 'u1' }),
    await connect({ userId: 'u1', channelIds: [] }),
  ]
  const [channel, user] = db.join('c', 'u1')
  await publish(channel, user)
  await vi.waitFor(() => expect(one.known.get(c)).toBe(1))
  await publish(db.commit(c, [1]), db.commit(c, [2]))
  await turn()
  await turn()
  for (const client of [one, two]) expect(client.missing()).toEqual([])
  expect(named.known.has(c)).toBe(false)
  expect(named.known.get('user:u1')).toBe(1)
})

test('what happened in a channel between joining and following it is read', async () => {
  const { connect, db, publish } = startHub()
  const client = await connect({ userId: 'u1' })
  const [, user] = db.join('c', 'u1')
  db.commit(c, [1])
  db.commit(c, [2])
  await publish(user)
  await vi.waitFor(() => expect(client.missing()).toEqual([]))
  expect(db.reads).toEqual(['heads', `${c} 1`])
})

test('who joins a channel that is live here gets what it had forwarded meanwhile', async () => {
  const { connect, db, joinC, publish } = startHub()
  await joinC('u2')
  const other = await connect({ userId: 'u2' })
  const [one, two] = [await connect({ userId: 'u1' }), await connect({ userId: 'u1' })]
  const [channel, user] = db.join('c', 'u1')
  await publish(channel, db.commit(c, [1]), db.commit(c, [2]))
  await turn()
  await publish(user)
  // These come while the older ones are being read.
  await publish(db.commit(c, [3]), db.commit(c, [4]))
  await vi.waitFor(() => expect([one, two, other].flatMap((client) => client.missing())).toEqual([]))
  expect(one.hellos).toBe(1)
  expect(db.reads).toEqual([`${c} 2`])
})

test('who comes back gets what the channel told before the coming back was told', async () => {
  const { connect, db, joinC, publish } = startHub()
  await joinC('u1', 'u2')
  const [client, other] = [await connect({ userId: 'u1' }), await connect({ userId: 'u2' })]
  const [, leftUser] = db.leave('c', 'u1')
  const [, cameUser] = db.join('c', 'u1')
  // The bus loses the removal, and the repair finds that the user is a member.
  await publish(db.commit(c, [1]))
  await vi.waitFor(() => expect(other.missing()).toEqual([]))
  await publish(leftUser, cameUser, db.commit(c, [2]))
  await vi.waitFor(() => expect([...client.missing(), ...other.missing()]).toEqual([]))
})

test('leaving and coming back, told in the wrong order, ends in the channel', async () => {
  const { connect, db, joinC, publish } = startHub()
  await joinC('u1', 'u2')
  const [client, other] = [await connect({ userId: 'u1' }), await connect({ userId: 'u2' })]
  const [left, leftUser] = db.leave('c', 'u1')
  const [came, cameUser] = db.join('c', 'u1')
  await publish(leftUser, cameUser)
  await turn()
  await publish(left, came, db.commit(c, [1]))
  await turn()
  await vi.waitFor(() => expect([...client.missing(), ...other.missing()]).toEqual([]))
})
