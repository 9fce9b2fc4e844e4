import { expect, test, vi } from 'vitest'
import type { Topic } from '../../src/bus/bus.ts'
import { hubFixture, turn } from './fixture.ts'

const startHub = hubFixture()
const c: Topic = 'channel:c'

test('everything of one turn leaves in one write, the same string for all', async () => {
  const { connect, db, joinC, publish } = startHub()
  await joinC('u1', 'u2')
  const [one, two] = [await connect({ userId: 'u1' }), await connect({ userId: 'u2' })]
  await publish(db.commit(c, [1]), db.commit(c, [2]), db.commit(c, [1]))
  await turn()
  expect(one.writes).toHaveLength(2)
  expect(two.writes[1]).toBe(one.writes[1])
  expect(JSON.parse(`[${one.writes[1]}]`)).toHaveLength(3)
  expect(one.missing()).toEqual([])
})

test('an empty hello adds nothing to the events', async () => {
  const { db, hub, publish } = startHub()
  const connection = await hub.connect({ id: 'x', userId: 'u', sessionId: 's', close() {} })
  const writes: string[] = []
  const stream = connection.open({ write: (e) => writes.push(e) > 0 }, { allChannels: true, resync() {} })
  await stream.subscribe(['user:u'])
  stream.release(new Map([['user:u', 0]]), '')
  await publish(db.commit('user:u', [1]))
  await turn()
  expect(writes.map((w) => JSON.parse(w).row)).toEqual([1])
  connection.disconnect()
})

test('doubled and late publications reach nobody twice', async () => {
  const { connect, db, joinC, publish } = startHub()
  await joinC('u1')
  const client = await connect({ userId: 'u1' })
  const [a, b] = [db.commit(c, [1]), db.commit(c, [2])]
  await publish(a, a, b, a, b)
  await turn()
  expect(client.missing()).toEqual([])
  expect(db.reads).toEqual([])
})

test('neighbours that change places are put in order without asking the database', async () => {
  const { connect, db, joinC, publish } = startHub()
  await joinC('u1')
  const client = await connect({ userId: 'u1' })
  const [a, b, d] = [db.commit(c, [1]), db.commit(c, [2]), db.commit(c, [3])]
  await publish(d, b)
  await turn()
  expect(client.known.get(c)).toBe(1)
  await publish(a)
  await turn()
  expect(client.missing()).toEqual([])
  expect(db.reads).toEqual([])
})

test('typing passes at once, not to who types', async () => {
  const { connect, db, joinC, publish } = startHub()
  await joinC('u1', 'u2')
  const [one, two] = [await connect({ userId: 'u1' }), await connect({ userId: 'u2' })]
  db.commit(c, [1])
  await publish(db.commit(c, [2]))
  await publish({ topic: c, after: null, revision: null, events: '{"hint":"u1 types"}', except: 'u1' })
  await turn()
  expect([one.hints, two.hints]).toEqual([[], ['u1 types']])
  await vi.waitFor(() => expect([...one.missing(), ...two.missing()]).toEqual([]))
})

test("a step that is not for a user does not look like a gap to that user's streams", async () => {
  const { connect, db, joinC, publish } = startHub()
  await joinC('u1', 'u2')
  const [one, two] = [await connect({ userId: 'u1' }), await connect({ userId: 'u2' })]
  const step = db.commit(c, [1])
  await publish({ ...step, except: 'u1' })
  await turn()
  expect([one.known.get(c), two.known.get(c)]).toEqual([2, 3])
  one.known.set(c, 3)
  await publish(db.commit(c, [2]))
  await turn()
  expect(db.reads).toEqual([])
})

test('whatever throws outside is logged, and the others go on', async () => {
  const { connect, db, hub, joinC, log, publish } = startHub()
  await joinC('u1', 'u2')
  const connection = await hub.connect({ id: 'x', userId: 'u1', sessionId: 's', close() {} })
  const broken = connection.open(
    {
      write() {
        throw new Error('no socket')
      },
    },
    {
      allChannels: true,
      resync() {
        throw new Error('no way')
      },
    },
  )
  await broken.subscribe([c])
  broken.release(new Map([[c, 2]]), 'hello')
  const client = await connect({ userId: 'u2' })
  await publish(db.commit(c, [1]))
  await turn()
  broken.resume()
  await publish(db.commit(c, [2]))
  await turn()
  expect(client.missing()).toEqual([])
  expect(log.lines.map((l) => l.text)).toEqual(['Could not write to a socket', 'Could not ask for a resync'])
  connection.disconnect()
  connection.disconnect()
  broken.close()
})
