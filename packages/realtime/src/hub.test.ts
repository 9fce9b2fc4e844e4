import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Bus, Publication, Topic } from './bus.ts'
import { createMemoryBus } from './bus-memory.ts'
import { createRedisBus } from './bus-redis.ts'
import type { Hub } from './hub.ts'
import { Client, type ClientOptions, FakeDatabase } from './hub.world.ts'
import type { HubLimits } from './hub-limits.ts'
import { createHub } from './hub-node.ts'
import { createTestLog, type PrivateRedis, startRedis, testPrefix } from './testing.ts'

const turn = () => new Promise(setImmediate)
/** Repairs must come from the cause that a test is about, so the other ones are far away. */
const never = 1_000_000

describe('one hub', () => {
  let db: FakeDatabase
  let bus: Bus
  let hub: Hub
  let clients: Client[]
  let log: ReturnType<typeof createTestLog>

  const start = (limits: Partial<HubLimits> = {}) => {
    db = new FakeDatabase()
    bus = createMemoryBus()
    log = createTestLog()
    hub = createHub({ bus, source: db, log, limits: { auditMs: never, neighbourMs: 10, ...limits } })
    clients = []
  }
  const connect = async (options: ClientOptions) => {
    const client = new Client(db, options)
    clients.push(client)
    await client.open(hub)
    // The hello has left.
    await turn()
    return client
  }
  const publish = (...publications: Publication[]) => Promise.all(publications.map((p) => bus.publish(p)))
  const inC = async (...userIds: string[]) => {
    for (const userId of userIds) await publish(...db.join('c', userId))
  }
  const c: Topic = 'channel:c'

  beforeEach(() => start())
  afterEach(async () => {
    expect(clients.flatMap((client) => client.faults)).toEqual([])
    for (const client of clients) client.disconnect()
    expect(hub.stats()).toMatchObject({ sockets: 0, streams: 0, topics: 0, repairs: 0 })
    expect(bus.subscriptions()).toBe(0)
    await hub.close()
  })

  test('everything of one turn leaves in one write, the same string for all', async () => {
    await inC('u1', 'u2')
    const [one, two] = [await connect({ userId: 'u1' }), await connect({ userId: 'u2' })]
    await publish(db.commit(c, [1]), db.commit(c, [2]), db.commit(c, [1]))
    await turn()
    expect(one.writes).toHaveLength(2)
    expect(two.writes[1]).toBe(one.writes[1])
    expect(JSON.parse(`[${one.writes[1]}]`)).toHaveLength(3)
    expect(one.missing()).toEqual([])
  })

  test('what is published between following and hello is held, and comes after hello, once', async () => {
    await inC('u1', 'u2')
    await connect({ userId: 'u2' })
    const client = new Client(db, { userId: 'u1' })
    clients.push(client)
    const released = Promise.withResolvers<void>()
    let reads = 0
    db.fault = async () => {
      reads += 1
      // Before the heads are read: told by hello. After: held.
      if (reads === 2) await publish(db.commit(c, [1]))
      if (reads === 3) await publish(db.commit(c, [2]), db.commit(c, [3]))
      if (reads === 3) await released.promise
    }
    const opened = client.open(hub)
    await vi.waitFor(() => expect(reads).toBe(3))
    await turn()
    expect(client.writes).toEqual([])
    released.resolve()
    await opened
    await turn()
    expect(client.writes).toHaveLength(1)
    const events = JSON.parse(`[${client.writes[0]}]`)
    expect(events.map((e: { row?: number }) => e.row)).toEqual([undefined, 2, 3])
    expect(client.missing()).toEqual([])
  })

  test('a stream on a socket whose others have closed begins anew', async () => {
    await inC('u1')
    const client = await connect({ userId: 'u1' })
    client.stream?.close()
    await publish(db.commit('user:u1', [1]), db.commit('user:u1', [2]))
    await client.reopen()
    await publish(db.commit('user:u1', [3]))
    await turn()
    expect(client.missing()).toEqual([])
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(db.reads).toEqual([])
  })

  test('an empty hello adds nothing to the events', async () => {
    const connection = await hub.connect({ id: 'x', userId: 'u', sessionId: 's', close() {} })
    const writes: string[] = []
    const stream = connection.open({ write: (e) => writes.push(e) > 0 }, { mine: true, resync() {} })
    await stream.follow(['user:u'])
    stream.release(new Map([['user:u', 0]]), '')
    await publish(db.commit('user:u', [1]))
    await turn()
    expect(writes.map((w) => JSON.parse(w).row)).toEqual([1])
    connection.disconnect()
  })

  test('doubled and late publications reach nobody twice', async () => {
    await inC('u1')
    const client = await connect({ userId: 'u1' })
    const [a, b] = [db.commit(c, [1]), db.commit(c, [2])]
    await publish(a, a, b, a, b)
    await turn()
    expect(client.missing()).toEqual([])
    expect(db.reads).toEqual([])
  })

  test('neighbours that change places are put in order without asking the database', async () => {
    await inC('u1')
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

  test('a gap is read from the database, once for all streams', async () => {
    await inC('u1', 'u2', 'u3')
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
    start({ auditMs: 20, repairBatch: 40 })
    const topics = Array.from({ length: 100 }, (_, i): Topic => `channel:${i}`)
    for (const topic of topics) db.join(topic.slice('channel:'.length), 'u1')
    const client = await connect({ userId: 'u1' })
    const questions = () => db.reads.filter((read) => read.startsWith('channel:'))
    for (const topic of topics) db.commit(topic, [1, 2])
    await vi.waitFor(() => expect(client.missing()).toEqual([]))
    const sizes = questions().map((read) => read.split(' + ').length)
    // Three, if all were asked in one turn.
    expect(sizes.length).toBeLessThan(8)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(40)
    expect(hub.stats()).toMatchObject({ tails: 100, rowsRepaired: 200, gaps: 0, resyncs: 0 })

    db.roomMax = 60
    for (const topic of topics) db.commit(topic, [3, 4])
    await vi.waitFor(() => expect(client.missing()).toEqual([]))
    expect(hub.stats()).toMatchObject({ tails: 200, rowsRepaired: 400 })
  })

  test('a topic whose rows cannot be read does not keep others from being read with it', async () => {
    start({ auditMs: 20 })
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
    await inC('u1')
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

  test('who was told that they left, and came back unheard, needs a fresh hello though the removal was unheard too', async () => {
    await inC('u1', 'u2')
    const [client, other] = [await connect({ userId: 'u1' }), await connect({ userId: 'u2' })]
    const [, told] = db.leave('c', 'u1')
    await publish(told)
    await turn()
    expect(client.known.has(c)).toBe(false)
    db.join('c', 'u1')
    await publish(db.commit('user:u1', [1]), db.commit(c, [1]))
    await vi.waitFor(() => expect([...client.missing(), ...other.missing()]).toEqual([]))
    expect([client.hellos, other.hellos]).toEqual([2, 1])
  })

  test('the same for who was about to be told that they left, when it was read that they are back', async () => {
    await inC('u1')
    const other = await connect({ userId: 'u1' })
    const client = new Client(db, { userId: 'u1' })
    clients.push(client)
    let reads = 0
    db.fault = async () => {
      reads += 1
      if (reads !== 3) return
      // The heads are read, and all of this is held. The other stream makes the hub read what was lost.
      const [, told] = db.leave('c', 'u1')
      await publish(told)
      db.join('c', 'u1')
      await publish(db.commit('user:u1', [1]))
      await vi.waitFor(() => expect(hub.stats().gaps).toBe(1))
    }
    await client.open(hub)
    await vi.waitFor(() => expect([...client.missing(), ...other.missing()]).toEqual([]))
    expect([client.hellos, other.hellos]).toEqual([2, 2])
  })

  test('what was repaired is counted, by its cause', async () => {
    start({ auditMs: 20 })
    await inC('u1')
    const client = await connect({ userId: 'u1' })
    expect(hub.stats()).toMatchObject({ gaps: 0, tails: 0, rowsRepaired: 0, recoveries: 0, echoes: 0, resyncs: 0 })
    db.commit(c, [1, 2])
    await vi.waitFor(() => expect(client.missing()).toEqual([]))
    expect(hub.stats()).toMatchObject({ gaps: 0, tails: 1, rowsRepaired: 2 })
    db.commit(c, [3])
    await publish(db.commit(c, [4]))
    await vi.waitFor(() => expect(client.missing()).toEqual([]))
    expect(hub.stats()).toMatchObject({ gaps: 1, tails: 1, rowsRepaired: 4 })
    client.takes = false
    await publish(db.commit(c, [5]))
    await turn()
    expect(hub.stats()).toMatchObject({ slow: 1, resyncs: 0 })
    client.drain()
    await vi.waitFor(() => expect(client.missing()).toEqual([]))
    expect(hub.stats()).toMatchObject({ slow: 1, resyncs: 1 })
  })

  test('a lost end is found by the audit', async () => {
    start({ auditMs: 20 })
    await inC('u1')
    const client = await connect({ userId: 'u1' })
    db.commit(c, [1])
    db.commit('user:u1', [5])
    await vi.waitFor(() => expect(client.missing()).toEqual([]))
    expect(client.hellos).toBe(1)
  })

  test('too much to push makes the stream ask for a fresh hello', async () => {
    await inC('u1')
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
    start({ auditMs: 30 })
    await inC('u1')
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
    // Not one line per failure.
    expect(log.lines.length).toBeLessThan(5)
  })

  test('a database that never answers holds no place for ever', async () => {
    start({ auditMs: 30, readMs: 40, repairs: 1, repairBatch: 1 })
    await inC('u1')
    const client = await connect({ userId: 'u1' })
    db.fault = () => new Promise(() => {})
    db.commit(c, [1])
    await publish(db.commit(c, [2]))
    await vi.waitFor(() => expect(db.reads.length).toBeGreaterThan(3))
    db.fault = async () => {}
    await vi.waitFor(() => expect(client.missing()).toEqual([]))
  })

  test('a removed member gets nothing more, though a gap comes before the removal', async () => {
    await inC('u1', 'u2')
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
    // The read that hangs belongs to this test.
    start()
  })

  test('a removal that the bus lost is found by the audit', async () => {
    start({ auditMs: 20 })
    await inC('u1', 'u2')
    const client = await connect({ userId: 'u1' })
    await connect({ userId: 'u2' })
    db.leave('c', 'u1')
    await vi.waitFor(() => expect(client.missing()).toEqual([]))
    expect(client.known.has(c)).toBe(false)
    await publish(db.commit(c, [9]))
    await turn()
  })

  test('who joins follows the channel from there on, on all streams of "mine"', async () => {
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
    const client = await connect({ userId: 'u1' })
    const [, user] = db.join('c', 'u1')
    db.commit(c, [1])
    db.commit(c, [2])
    await publish(user)
    await vi.waitFor(() => expect(client.missing()).toEqual([]))
    expect(db.reads).toEqual(['heads', `${c} 1`])
  })

  test('who joins a channel that is live here gets what it had forwarded meanwhile', async () => {
    await inC('u2')
    const other = await connect({ userId: 'u2' })
    const [one, two] = [await connect({ userId: 'u1' }), await connect({ userId: 'u1' })]
    const [channel, user] = db.join('c', 'u1')
    await publish(channel, db.commit(c, [1]), db.commit(c, [2]))
    await turn()
    await publish(user)
    // Live ones that come while the older ones are being read.
    await publish(db.commit(c, [3]), db.commit(c, [4]))
    await vi.waitFor(() => expect([one, two, other].flatMap((client) => client.missing())).toEqual([]))
    expect(one.hellos).toBe(1)
    expect(db.reads).toEqual([`${c} 2`])
  })

  test('who joins after the heads were read is told by fresh heads', async () => {
    await inC('u2')
    await connect({ userId: 'u2' })
    const client = new Client(db, { userId: 'u1' })
    clients.push(client)
    let reads = 0
    db.fault = async () => {
      reads += 1
      if (reads === 3) await publish(...db.join('c', 'u1'), db.commit(c, [1]))
    }
    await client.open(hub)
    await vi.waitFor(() => expect(client.missing()).toEqual([]))
    expect([client.hellos, reads]).toEqual([1, 6])
    await publish(db.commit(c, [2]))
    await turn()
    expect(client.missing()).toEqual([])
  })

  test('who comes back gets what the channel told before the coming back was told', async () => {
    await inC('u1', 'u2')
    const [client, other] = [await connect({ userId: 'u1' }), await connect({ userId: 'u2' })]
    const [, leftUser] = db.leave('c', 'u1')
    const [, cameUser] = db.join('c', 'u1')
    // The bus lost the removal: the repair finds a member.
    await publish(db.commit(c, [1]))
    await vi.waitFor(() => expect(other.missing()).toEqual([]))
    await publish(leftUser, cameUser, db.commit(c, [2]))
    await vi.waitFor(() => expect([...client.missing(), ...other.missing()]).toEqual([]))
  })

  test('leaving and coming back, told in the wrong order, ends in the channel', async () => {
    await inC('u1', 'u2')
    const [client, other] = [await connect({ userId: 'u1' }), await connect({ userId: 'u2' })]
    const [left, leftUser] = db.leave('c', 'u1')
    const [came, cameUser] = db.join('c', 'u1')
    await publish(leftUser, cameUser)
    await turn()
    await publish(left, came, db.commit(c, [1]))
    await turn()
    await vi.waitFor(() => expect([...client.missing(), ...other.missing()]).toEqual([]))
  })

  test('typing passes at once, not to who types', async () => {
    await inC('u1', 'u2')
    const [one, two] = [await connect({ userId: 'u1' }), await connect({ userId: 'u2' })]
    db.commit(c, [1])
    await publish(db.commit(c, [2]))
    await publish({ topic: c, after: null, revision: null, events: '{"hint":"u1 types"}', except: 'u1' })
    await turn()
    expect([one.hints, two.hints]).toEqual([[], ['u1 types']])
    await vi.waitFor(() => expect([...one.missing(), ...two.missing()]).toEqual([]))
  })

  test("a step that is not for a user does not look like a gap to that user's streams", async () => {
    await inC('u1', 'u2')
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

  test('the end of a session closes its sockets with 4401, told by the bus', async () => {
    const [one, two] = [
      await connect({ userId: 'u1', sessionId: 'a' }),
      await connect({ userId: 'u1', sessionId: 'b' }),
    ]
    await publish({ topic: 'user:u1', after: null, revision: null, events: '', endedSessions: ['a'] })
    await turn()
    expect([one.closedWith, two.closedWith]).toEqual([4401, null])
    await publish(db.commit('user:u1', [1]))
    await turn()
    expect([one.known.get('user:u1'), two.known.get('user:u1')]).toEqual([0, 1])
    expect(hub.stats()).toMatchObject({ sockets: 1, streams: 1 })
  })

  test('the end of a session closes its sockets, found by the audit, though heads cannot be read', async () => {
    start({ auditMs: 20 })
    const client = await connect({ userId: 'u1', sessionId: 'a' })
    vi.spyOn(db, 'heads').mockRejectedValue(new Error('down'))
    db.ended.add('a')
    await vi.waitFor(() => expect(client.closedWith).toBe(4401))
  })

  test('a slow socket gets nothing more until it has drained, and then a fresh hello', async () => {
    await inC('u1', 'u2')
    const [slow, other] = [await connect({ userId: 'u1' }), await connect({ userId: 'u2' })]
    slow.takes = false
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
    await inC('u2')
    await connect({ userId: 'u2' })
    const client = await connect({ userId: 'u1' })
    const [channel, user] = db.join('c', 'u1')
    await publish(channel, db.commit(c, [1]))
    await turn()
    const reading = Promise.withResolvers<void>()
    db.fault = () => reading.promise
    client.takes = false
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
    await inC('u1')
    const client = await connect({ userId: 'u1' })
    const { stream } = client
    if (stream === null) throw new Error('it is open')
    client.takes = false
    await publish(db.commit(c, [1]))
    // Held before the turn is over in which that is written.
    await stream.follow([c])
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
    await inC('u1')
    const client = await connect({ userId: 'u1' })
    const { stream } = client
    if (stream === null) throw new Error('it is open')
    client.takes = false
    await publish(db.commit(c, [1]))
    await stream.follow([c])
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

  test('a channel that came to be mine while heads were read is followed', async () => {
    const client = new Client(db, { userId: 'u1' })
    clients.push(client)
    let reads = 0
    db.fault = async () => {
      reads += 1
      if (reads === 2) db.join('c', 'u1')
      // Before the hub has subscribed.
      if (reads === 3) db.commit(c, [1])
    }
    await client.open(hub)
    await vi.waitFor(() => expect(client.missing()).toEqual([]))
    expect(client.hellos).toBe(1)
    await publish(db.commit(c, [2]))
    await turn()
    expect(client.missing()).toEqual([])
  })

  test('a stream that is held too long asks again instead of growing without bound', async () => {
    start({ held: 3 })
    await inC('u1')
    const client = new Client(db, { userId: 'u1' })
    clients.push(client)
    let reads = 0
    db.fault = async () => {
      reads += 1
      if (reads === 3) for (let i = 0; i < 5; i += 1) await publish(db.commit(c, [i]))
    }
    await client.open(hub)
    await vi.waitFor(() => expect(client.missing()).toEqual([]))
    expect(reads).toBe(6)
    expect(client.hellos).toBe(1)
  })

  test('a backup that is restored sends every stream back to hello', async () => {
    start({ auditMs: 20 })
    await inC('u1')
    const client = await connect({ userId: 'u1' })
    await publish(db.commit(c, [1]), db.commit(c, [2]))
    await turn()
    db.topics.set(c, { rows: new Map([[0, 1]]), revision: 1 })
    await vi.waitFor(() => expect(client.hellos).toBe(2))
    await publish(db.commit(c, [1]))
    await turn()
    expect(client.writes.at(-1)).toContain('"revision":2')
  })

  test('whatever throws outside is logged, and the others go on', async () => {
    await inC('u1', 'u2')
    const connection = await hub.connect({ id: 'x', userId: 'u1', sessionId: 's', close() {} })
    const broken = connection.open(
      {
        write() {
          throw new Error('no socket')
        },
      },
      {
        mine: true,
        resync() {
          throw new Error('no way')
        },
      },
    )
    await broken.follow([c])
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

  test('streams that close while they are being opened leave nothing behind', async () => {
    await inC('u1')
    const connection = await hub.connect({ id: 'x', userId: 'u1', sessionId: 's', close() {} })
    const stream = connection.open({ write: () => true }, { mine: true, resync() {} })
    const following = stream.follow(['user:u1', c])
    connection.disconnect()
    await following
    await stream.follow([c])
    stream.release(new Map([[c, 1]]), 'hello')
    stream.resume()
    connection.open({ write: () => true }, { mine: true, resync() {} }).close()
    await turn()
    expect(hub.stats()).toMatchObject({ sockets: 0, streams: 0, topics: 0, repairs: 0 })
  })
})

describe('two hubs on one Redis', () => {
  let redis: PrivateRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  const node = async (db: FakeDatabase, keyPrefix: string) => {
    const bus = createRedisBus({ url: redis.url, log: createTestLog(), keyPrefix })
    const hub = createHub({ bus, source: db, log: createTestLog(), limits: { auditMs: 100 } })
    await vi.waitFor(() => expect(bus.healthy()).toBe(true))
    return { bus, hub }
  }

  test('they deliver to each other, through a Redis that dies and comes back, and leave nothing behind', async () => {
    const db = new FakeDatabase()
    const keyPrefix = testPrefix()
    const nodes = await Promise.all([node(db, keyPrefix), node(db, keyPrefix)])
    const [one, two] = nodes
    if (one === undefined || two === undefined) throw new Error('two were made')
    for (const userId of ['u1', 'u2']) for (const p of db.join('c', userId)) await one.bus.publish(p)
    const clients = [
      await new Client(db, { userId: 'u1' }).open(one.hub),
      await new Client(db, { userId: 'u2' }).open(two.hub),
    ]
    const missing = () => clients.flatMap((client) => client.missing())
    const reads = db.reads.length

    await one.bus.publish(db.commit('channel:c', [1]))
    await two.bus.publish(db.commit('channel:c', [2]))
    await vi.waitFor(() => expect(missing()).toEqual([]))
    expect(db.reads.slice(reads).filter((r) => r.startsWith('channel:'))).toEqual([])

    await redis.kill()
    for (let i = 0; i < 5; i += 1) await one.bus.publish(db.commit('channel:c', [i])).catch(() => {})
    // The audits of both nodes find it without Redis.
    await vi.waitFor(() => expect(missing()).toEqual([]), { timeout: 2_000 })
    for (const p of db.join('d', 'u2')) await one.bus.publish(p).catch(() => {})
    await vi.waitFor(() => expect(missing()).toEqual([]), { timeout: 2_000 })

    await redis.restart()
    await vi.waitFor(() => expect(nodes.every((n) => n.bus.healthy())).toBe(true), { timeout: 5_000 })
    const hellos = clients.map((client) => client.hellos)
    await one.bus.publish(db.commit('channel:d', [1]))
    await vi.waitFor(() => expect(missing()).toEqual([]))
    expect(clients.map((client) => client.hellos)).toEqual(hellos)
    // The first connection of each is one too.
    for (const { hub } of nodes) expect(hub.stats()).toMatchObject({ recoveries: 2, echoes: 0 })

    for (const client of clients) client.disconnect()
    for (const { bus, hub } of nodes) {
      expect(hub.stats()).toMatchObject({ sockets: 0, streams: 0, topics: 0, repairs: 0 })
      expect(bus.subscriptions()).toBe(0)
      await hub.close()
      await bus.close()
    }
  })
})
