import { randomUUID } from 'node:crypto'
import { type Database, openDatabase, schema } from '@chime/db'
import { type Log, limits, ServerEvent } from '@chime/protocol'
import type { Answer, Question, Repair } from '@chime/realtime'
import { createTestDatabase } from '@chime/testing/postgres'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sourceFrom } from '../../src/event/source.ts'

const { blocks, channels, drafts, members, messages, reminders, saved, scheduledMessages, users } = schema
// On a machine that is busy with other things a second is soon gone.
vi.setConfig({ testTimeout: 60_000 })

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Database
beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase({ url: database.url, log: silent })
}, 60_000)
afterAll(async () => {
  await db.close()
  await database.drop()
})

async function person(revision = 0) {
  const id = randomUUID()
  const username = `user-${id.slice(0, 8)}`
  await db.drizzle.insert(users).values({ id, username, email: `${id}@example.org`, passwordHash: '-', revision })
  return id
}

/** Channels with these many messages each, which are all that has happened in them. */
async function channelsWith(count: number, of: number, userId: string) {
  const rows = Array.from({ length: count }, () => ({
    kind: 'group' as const,
    name: 'c',
    lastNumber: of,
    revision: of,
  }))
  const made = await db.drizzle.insert(channels).values(rows).returning({ id: channels.id })
  const said = made.flatMap(({ id }) =>
    Array.from({ length: of }, (_, i) => message(id, userId, { number: i + 1, revision: i + 1 })),
  )
  for (let at = 0; at < said.length; at += 1_000) await db.drizzle.insert(messages).values(said.slice(at, at + 1_000))
  return made.map(({ id }) => id)
}
const message = (channelId: string, userId: string, { number, revision }: { number: number; revision: number }) => ({
  channelId,
  number,
  revision,
  userId,
  clientId: randomUUID(),
  content: `number ${number}`,
  counted: number,
})

/** One of each kind of row of a user's own stream, stamped with this revision. */
async function ownRows(userId: string, channelId: string, userRevision: number, blockedId?: string) {
  const content = `revision ${userRevision}`
  await db.drizzle.insert(drafts).values({ userId, channelId, content, replyTo: 1, userRevision })
  if (blockedId) await db.drizzle.insert(blocks).values({ userId, blockedId, userRevision })
  const later = { userId, channelId, userRevision }
  await db.drizzle.insert(scheduledMessages).values({ ...later, clientId: randomUUID(), content, sendAt: new Date() })
  await db.drizzle.insert(reminders).values({ ...later, number: userRevision, at: new Date() })
  await db.drizzle.insert(saved).values({ ...later, number: userRevision })
}

const ask = (id: string, since: number): Question => ({ topic: `channel:${id}`, since })
const eventsOf = ({ events }: Repair) => ServerEvent.array().parse(JSON.parse(`[${events}]`))
function repair(answer: Answer | undefined): Repair {
  if (typeof answer !== 'object' || answer === null) throw new Error(`no repair: ${answer}`)
  return answer
}

/** How many statements the work takes. */
async function statements(work: (counted: Database) => Promise<unknown>) {
  const counted = openDatabase({ url: database.url, maxConnections: 1, log: silent })
  let count = 0
  const client = await counted.pool.connect()
  const query = client.query
  client.query = ((...args: Parameters<typeof query>) => {
    count += 1
    return query.apply(client, args)
  }) as typeof query // the same call, counted
  client.release()
  await work(counted)
  await counted.close()
  return count
}

describe('what topics have missed', () => {
  it('is as many queries for hundreds of topics as for one', async () => {
    const userId = await person(5)
    const ids = await channelsWith(300, 3, userId)
    const people: Question[] = [{ topic: `user:${userId}`, since: 0 }]
    const one = await statements((counted) => sourceFrom(counted).changes([ask(ids[0] ?? '', 0), ...people]))
    let answers: Answer[] = []
    const many = await statements(async (counted) => {
      answers = await sourceFrom(counted).changes([...ids.map((id) => ask(id, 1)), ...people])
    })
    expect(many).toBe(one)
    expect(one).toBeLessThan(10)
    ids.forEach((id, i) => {
      const { after, revision, rows, topic, events } = repair(answers[i])
      expect({ after, revision, rows, topic }).toEqual({ after: 1, revision: 3, rows: 2, topic: `channel:${id}` })
      expect(events).toContain('number 3')
    })
    expect(repair(answers[300])).toMatchObject({ after: 0, revision: 5, rows: 0 })
  })

  it('of a channel is its rows, in order and chained, and who has left', async () => {
    const [userId, gone, here] = [await person(), await person(), await person()]
    const [channelId = ''] = await channelsWith(1, 6, userId)
    await db.drizzle.insert(members).values([
      { channelId, userId: gone, revision: 9, leftAt: new Date() },
      { channelId, userId: here, revision: 7 },
      { channelId, userId, revision: 1, leftAt: new Date() },
    ])
    await db.drizzle.update(channels).set({ revision: 9, changedRevision: 8 })
    const read = repair((await sourceFrom(db).changes([ask(channelId, 4)]))[0])
    expect(read).toMatchObject({ after: 4, revision: 9, rows: 5, removed: [gone] })
    const steps = eventsOf(read).map((event) => [event.type, 'after' in event && [event.after, event.revision]])
    expect(steps).toEqual([
      ['message', [4, 5]],
      ['message', [5, 6]],
      ['member', [6, 7]],
      ['channel', [7, 8]],
      ['member', [8, 9]],
    ])
  })

  it('of a user is where they have read and how loud it is, what they have left and their profile', async () => {
    const userId = await person(9)
    const [one = '', two = '', old = ''] = await channelsWith(3, 1, userId)
    await db.drizzle.update(users).set({ profileRevision: 8, statusText: 'hello' })
    await db.drizzle.insert(members).values([
      { channelId: one, userId, userRevision: 9, readNumber: 1, readCounted: 1, readVersion: 4, notify: 'mentions' },
      { channelId: two, userId, userRevision: 7, leftAt: new Date() },
      { channelId: old, userId, userRevision: 2 },
    ])
    const read = repair((await sourceFrom(db).changes([{ topic: `user:${userId}`, since: 5 }]))[0])
    expect(read).toMatchObject({ after: 5, revision: 9, rows: 3, memberOf: [one], left: [two] })
    const step = { after: 5, revision: 9 }
    expect(eventsOf(read)).toMatchObject([
      { type: 'left', ...step, channelId: two },
      { type: 'marker', ...step, channelId: one, readNumber: 1, readCounted: 1, readVersion: 4 },
      { type: 'notify', ...step, channelId: one, notify: 'mentions' },
      { type: 'me', ...step, user: { id: userId, statusText: 'hello' } },
    ])
  })

  it('of a user is their drafts, blocks, scheduled messages, reminders and saved messages, and nobody else hears of them', async () => {
    const [userId, other] = [await person(9), await person(9)]
    const [one = '', two = ''] = await channelsWith(2, 1, userId)
    await ownRows(userId, one, 7, other)
    await ownRows(userId, two, 2)
    await ownRows(other, one, 8)
    const asked: Question[] = [
      { topic: `user:${userId}`, since: 5 },
      { topic: `user:${userId}`, since: 8 },
      { topic: `user:${other}`, since: 7 },
    ]
    const answers = await sourceFrom(db).changes(asked)
    const [read, nothing, others] = [repair(answers[0]), repair(answers[1]), repair(answers[2])]
    const step = { after: 5, revision: 9 }
    expect(read).toMatchObject({ ...step, rows: 5, memberOf: [], left: [] })
    expect(eventsOf(read)).toMatchObject([
      { type: 'draft', ...step, draft: { channelId: one, content: 'revision 7', replyTo: 1 } },
      { type: 'block', ...step, userId: other, blocked: true },
      { type: 'scheduled', ...step, scheduled: { channelId: one, content: 'revision 7', state: 'waiting' } },
      { type: 'reminder', ...step, reminder: { channelId: one, number: 7, state: 'waiting' } },
      { type: 'saved', ...step, saved: { channelId: one, number: 7, saved: true } },
    ])
    expect(nothing).toMatchObject({ after: 8, revision: 9, rows: 0, events: '' })
    expect(eventsOf(others).map(({ type }) => type)).toEqual(['draft', 'scheduled', 'reminder', 'saved'])
  })

  it('of many users is as few queries as of one', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => person(9)))
    const [channelId = ''] = await channelsWith(1, 1, ids[0] ?? '')
    await Promise.all(ids.map((userId) => ownRows(userId, channelId, 7)))
    const asked = ids.map((userId): Question => ({ topic: `user:${userId}`, since: 5 }))
    const one = await statements((counted) => sourceFrom(counted).changes(asked.slice(0, 1)))
    let answers: Answer[] = []
    const many = await statements(async (counted) => {
      answers = await sourceFrom(counted).changes(asked)
    })
    expect(many).toBe(one)
    expect(one).toBeLessThanOrEqual(10)
    expect(answers.map((answer) => answer && repair(answer).rows)).toEqual(ids.map(() => 4))
  })

  it('is answered for each question, also when two are of one topic', async () => {
    const userId = await person()
    const [channelId = ''] = await channelsWith(1, 6, userId)
    const answers = await sourceFrom(db).changes([ask(channelId, 5), ask(randomUUID(), 0), ask(channelId, 2)])
    expect(answers.map((answer) => answer && repair(answer).rows)).toEqual([1, null, 4])
    expect(repair(answers[0])).toMatchObject({ after: 5, revision: 6 })
    expect(eventsOf(repair(answers[0]))).toMatchObject([{ after: 5, revision: 6 }])
  })

  it('is not told when it is too much for one topic, and later when it is too much for one read', async () => {
    const userId = await person()
    const [large = ''] = await channelsWith(1, limits.changesMax + 1, userId)
    const ids = await channelsWith(30, 400, userId)
    const source = sourceFrom(db)
    let open = [ask(large, 0), ask(large, 1), ...ids.map((id) => ask(id, 0))]
    const rows: number[] = []
    for (let reads = 0; open.length > 0; reads += 1) {
      expect(reads).toBeLessThan(10)
      const answers = await source.changes(open)
      rows.push(answers.reduce((sum, answer) => sum + (answer === 'later' ? 0 : (answer?.rows ?? 0)), 0))
      if (reads === 0) expect(answers.slice(0, 2)).toEqual([null, null])
      open = open.filter((_, i) => answers[i] === 'later')
    }
    expect(rows.reduce((a, b) => a + b)).toBe(30 * 400)
    expect(Math.max(...rows)).toBeLessThan(2_600)
    expect(repair((await source.changes([ask(large, 1)]))[0]).rows).toBe(limits.changesMax)
  })
})
