import { expect, test, vi } from 'vitest'
import type { Topic } from '../../src/bus/bus.ts'
import { hubFixture, turn } from './fixture.ts'

const startHub = hubFixture()
const c: Topic = 'channel:c'

test('a gap is read from the database, once for all streams', async () => {
  const { connect, db, joinC, publish } = startHub()
  await joinC('u1', 'u2', 'u3')
  const all = await Promise.all(['u1', 'u2', 'u3'].map((userId) => connect({ userId })))
  db.commit(c, [1])
  db.commit(c, [2])
  await publish(db.commit(c, [3]), db.commit(c, [1]))
  await vi.waitFor(() => expect(all.flatMap((client) => client.missing())).toEqual([]))
  expect(db.reads).toEqual([`${c} 3`])
  await publish(db.commit(c, [4]))
  await turn()
  expect(all.flatMap((client) => client.missing())).toEqual([])
})

test('what many topics have missed is read together, and what is too much at once in the next reads', async () => {
  const { connect, db, hub } = startHub({ auditMs: 20, readBatch: 40 })
  const topics = Array.from({ length: 100 }, (_, i): Topic => `channel:${i}`)
  for (const topic of topics) db.join(topic.slice('channel:'.length), 'u1')
  const client = await connect({ userId: 'u1' })
  const questions = () => db.reads.filter((read) => read.startsWith('channel:'))
  for (const topic of topics) db.commit(topic, [1, 2])
  await vi.waitFor(() => expect(client.missing()).toEqual([]))
  const sizes = questions().map((read) => read.split(' + ').length)
  // It would be three reads if all questions came in one turn of the event loop.
  expect(sizes.length).toBeLessThan(8)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(40)
  expect(hub.stats()).toMatchObject({ tails: 100, rowsRepaired: 200, gaps: 0, resyncs: 0 })

  db.rowsPerReadMax = 60
  for (const topic of topics) db.commit(topic, [3, 4])
  await vi.waitFor(() => expect(client.missing()).toEqual([]))
  expect(hub.stats()).toMatchObject({ tails: 200, rowsRepaired: 400 })
})

test('a topic whose rows cannot be read does not keep others from being read with it', async () => {
  const { connect, db } = startHub({ auditMs: 20 })
  for (let i = 0; i < 30; i += 1) db.join(`${i}`, 'u1')
  const client = await connect({ userId: 'u1' })
  const changes = db.changes.bind(db)
  db.changes = async (questions) => {
    if (questions.some(({ topic }) => topic === 'channel:7')) throw new Error('rotten')
    return changes(questions)
  }
  for (let i = 0; i < 30; i += 1) db.commit(`channel:${i}`, [1])
  await vi.waitFor(() => expect(client.missing().filter((text) => !text.startsWith('channel:7:'))).toEqual([]))
  expect(client.missing()).not.toEqual([])
})

test('a lost marker is told; only a lost coming into a channel needs a fresh hello', async () => {
  const { connect, db, hub, joinC, publish } = startHub()
  await joinC('u1')
  const [client, named] = [await connect({ userId: 'u1' }), await connect({ userId: 'u1', channelIds: [] })]
  db.mark('c', 'u1')
  await publish(db.mark('c', 'u1'))
  await vi.waitFor(() => expect([...client.missing(), ...named.missing()]).toEqual([]))
  expect([client.hellos, named.hellos]).toEqual([1, 1])
  db.join('d', 'u1')
  await publish(db.mark('c', 'u1'))
  await vi.waitFor(() => expect([...client.missing(), ...named.missing()]).toEqual([]))
  expect([client.hellos, named.hellos]).toEqual([2, 1])
  expect(hub.stats()).toMatchObject({ gaps: 2, resyncs: 1 })
})

test('what was repaired is counted, by its cause', async () => {
  const { connect, db, hub, joinC, publish } = startHub({ auditMs: 20 })
  await joinC('u1')
  const client = await connect({ userId: 'u1' })
  expect(hub.stats()).toMatchObject({ gaps: 0, tails: 0, rowsRepaired: 0, recoveries: 0, echoes: 0, resyncs: 0 })
  db.commit(c, [1, 2])
  await vi.waitFor(() => expect(client.missing()).toEqual([]))
  expect(hub.stats()).toMatchObject({ gaps: 0, tails: 1, rowsRepaired: 2 })
  db.commit(c, [3])
  await publish(db.commit(c, [4]))
  await vi.waitFor(() => expect(client.missing()).toEqual([]))
  expect(hub.stats()).toMatchObject({ gaps: 1, tails: 1, rowsRepaired: 4 })
  client.accepts = false
  await publish(db.commit(c, [5]))
  await turn()
  expect(hub.stats()).toMatchObject({ slow: 1, resyncs: 0 })
  client.drain()
  await vi.waitFor(() => expect(client.missing()).toEqual([]))
  expect(hub.stats()).toMatchObject({ slow: 1, resyncs: 1 })
})

test('a lost end is found by the audit', async () => {
  const { connect, db, joinC } = startHub({ auditMs: 20 })
  await joinC('u1')
  const client = await connect({ userId: 'u1' })
  db.commit(c, [1])
  db.commit('user:u1', [5])
  await vi.waitFor(() => expect(client.missing()).toEqual([]))
  expect(client.hellos).toBe(1)
})

test('too much to push makes the stream ask for a fresh hello', async () => {
  const { connect, db, joinC, publish } = startHub()
  await joinC('u1')
  const client = await connect({ userId: 'u1' })
  db.changesMax = 3
  db.commit(c, [1, 2, 3, 4, 5])
  await publish(db.commit(c, [6]))
  await vi.waitFor(() => expect(client.hellos).toBe(2))
  await publish(db.commit(c, [7]))
  await turn()
  expect(client.missing()).toEqual([])
})

test('a database that is down stops nothing but repair, and the next audit repairs', async () => {
  const { connect, db, joinC, log, publish } = startHub({ auditMs: 30 })
  await joinC('u1')
  await publish(...db.join('d', 'u1'))
  const client = await connect({ userId: 'u1' })
  db.fault = async () => {
    throw new Error('down')
  }
  db.commit(c, [1])
  await publish(db.commit(c, [2]))
  await vi.waitFor(() => expect(db.reads.length).toBeGreaterThan(3))
  await publish(db.commit('channel:d', [1]))
  await vi.waitFor(() => expect(client.known.get('channel:d')).toBe(2))
  expect(client.known.get(c)).toBe(1)
  db.fault = async () => {}
  await vi.waitFor(() => expect(client.missing()).toEqual([]))
  // There is not a line for every failure.
  expect(log.lines.length).toBeLessThan(5)
})

test('a database that never answers holds no place for ever', async () => {
  const { connect, db, joinC, publish } = startHub({ auditMs: 30, readMs: 40, concurrentReads: 1, readBatch: 1 })
  await joinC('u1')
  const client = await connect({ userId: 'u1' })
  db.fault = () => new Promise(() => {})
  db.commit(c, [1])
  await publish(db.commit(c, [2]))
  await vi.waitFor(() => expect(db.reads.length).toBeGreaterThan(3))
  db.fault = async () => {}
  await vi.waitFor(() => expect(client.missing()).toEqual([]))
})

test('a backup that is restored sends every stream back to hello', async () => {
  const { connect, db, joinC, publish } = startHub({ auditMs: 20 })
  await joinC('u1')
  const client = await connect({ userId: 'u1' })
  await publish(db.commit(c, [1]), db.commit(c, [2]))
  await turn()
  db.topics.set(c, { rows: new Map([[0, 1]]), revision: 1 })
  await vi.waitFor(() => expect(client.hellos).toBe(2))
  await publish(db.commit(c, [1]))
  await turn()
  expect(client.writes.at(-1)).toContain('"revision":2')
})
