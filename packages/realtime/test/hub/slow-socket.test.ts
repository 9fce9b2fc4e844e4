import { expect, test, vi } from 'vitest'
import type { Topic } from '../../src/bus/bus.ts'
import { hubFixture, turn } from './fixture.ts'

const startHub = hubFixture()
const c: Topic = 'channel:c'

test('a slow socket gets nothing more until it has drained, and then a fresh hello', async () => {
  const { connect, db, joinC, publish } = startHub()
  await joinC('u1', 'u2')
  const [slow, other] = [await connect({ userId: 'u1' }), await connect({ userId: 'u2' })]
  slow.accepts = false
  for (let i = 0; i < 5; i += 1) {
    await publish(db.commit(c, [i]))
    await turn()
  }
  expect(slow.writes).toHaveLength(2)
  expect(other.missing()).toEqual([])
  slow.drain()
  await vi.waitFor(() => expect(slow.missing()).toEqual([]))
  expect(slow.hellos).toBe(2)
  await publish(db.commit(c, [7]))
  await turn()
  expect(slow.missing()).toEqual([])
})

test('rows that were being read for a stream are not written to a socket that has become slow', async () => {
  const { connect, db, joinC, publish } = startHub()
  await joinC('u2')
  await connect({ userId: 'u2' })
  const client = await connect({ userId: 'u1' })
  const [channel, user] = db.join('c', 'u1')
  await publish(channel, db.commit(c, [1]))
  await turn()
  const reading = Promise.withResolvers<void>()
  db.fault = () => reading.promise
  client.accepts = false
  await publish(user)
  await turn()
  const written = client.writes.length
  reading.resolve()
  await turn()
  await turn()
  expect(client.writes).toHaveLength(written)
  client.drain()
  await vi.waitFor(() => expect(client.missing()).toEqual([]))
})

test('a socket that is full while hello is read gets it once it has drained', async () => {
  const { connect, db, joinC, publish } = startHub()
  await joinC('u1')
  const client = await connect({ userId: 'u1' })
  const { stream } = client
  if (stream === null) throw new Error('it is open')
  client.accepts = false
  await publish(db.commit(c, [1]))
  // The stream holds again, in the same turn of the event loop, before that is written.
  await stream.subscribe([c])
  await turn()
  const { writes } = client
  const written = writes.length
  stream.release(new Map([[c, 2]]), 'not now')
  await publish(db.commit(c, [2]))
  await turn()
  expect(writes).toHaveLength(written)
  client.drain()
  await vi.waitFor(() => expect(client.missing()).toEqual([]))
  expect(client.hellos).toBe(2)
})

test('what a full socket did not take is told again, though it has drained before hello is read', async () => {
  const { connect, db, joinC, publish } = startHub()
  await joinC('u1')
  const client = await connect({ userId: 'u1' })
  const { stream } = client
  if (stream === null) throw new Error('it is open')
  client.accepts = false
  await publish(db.commit(c, [1]))
  await stream.subscribe([c])
  await turn()
  client.drain()
  stream.release(
    new Map<Topic, number>([
      ['user:u1', 1],
      [c, 2],
    ]),
    '',
  )
  await vi.waitFor(() => expect(client.missing()).toEqual([]))
})
