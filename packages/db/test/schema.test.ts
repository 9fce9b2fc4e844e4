import { randomUUID } from 'node:crypto'
import { and, asc, between, desc, eq, gt, lt, type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sqlState } from '../src/errors.ts'
import { channels, members, messages, sessions, users } from '../src/schema/index.ts'
import { createFixture, cycle } from './fixture.ts'

// The default timeout is too short on a machine that does other things as well.
vi.setConfig({ testTimeout: 60_000 })

let fixture: Awaited<ReturnType<typeof createFixture>>
let ada: string

beforeAll(async () => {
  fixture = await createFixture(3)
  ada = cycle(fixture.userIds, 0)
}, 60_000)
afterAll(() => fixture?.drop())

const person = (n: string) => ({ username: `person${n}`, email: `person${n}@example.org`, passwordHash: '-' })
const message = (channelId: string, number: number) => ({
  channelId,
  number,
  revision: number,
  counted: number,
  userId: ada,
  clientId: randomUUID(),
  content: 'hello',
})

/** @returns the constraint that refused the query, or `nothing` */
async function refusedBy(query: Promise<unknown>): Promise<string> {
  try {
    await query
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    if (sqlState(error)?.startsWith('23') && cause instanceof Error && 'constraint' in cause)
      return String(cause.constraint)
    throw error
  }
  return 'nothing'
}

describe('the database itself refuses', () => {
  it('two usernames or emails that differ by case alone', async () => {
    const insert = (values: typeof users.$inferInsert) => refusedBy(fixture.db.drizzle.insert(users).values(values))
    expect(await insert({ ...person('1'), email: 'Bjorn@Example.org' })).toBe('nothing')
    expect(await insert({ ...person('2'), email: 'BJORN@example.ORG' })).toBe('users_email_key')
    expect(await insert({ ...person('3'), username: 'PERSON1' })).toBe('users_username_key')
    expect(await insert({ ...person('4'), username: 'ab' })).toBe('users_username_length')
    expect(await insert({ ...person('5'), email: 'x'.repeat(101) })).toBe('users_email_length')
  })

  it('a second direct conversation of a pair, one without a pair, and a group with one', async () => {
    const insert = (values: typeof channels.$inferInsert) =>
      refusedBy(fixture.db.drizzle.insert(channels).values(values))
    expect(await insert({ kind: 'direct', directKey: 'a:b' })).toBe('nothing')
    expect(await insert({ kind: 'direct', directKey: 'a:b' })).toBe('channels_direct_key')
    expect(await insert({ kind: 'direct' })).toBe('channels_direct')
    expect(await insert({ kind: 'group', name: 'x', directKey: 'c:d' })).toBe('channels_direct')
  })

  it('a channel without a name, one made twice by one client, and counters that make no sense', async () => {
    const insert = (values: typeof channels.$inferInsert) =>
      refusedBy(fixture.db.drizzle.insert(channels).values(values))
    expect(await insert({ kind: 'group' })).toBe('channels_name')
    expect(await insert({ kind: 'public', name: '' })).toBe('channels_name')
    expect(await insert({ kind: 'public', name: 'x'.repeat(101) })).toBe('channels_name')
    const clientId = randomUUID()
    expect(await insert({ kind: 'group', name: 'x', createdBy: ada, clientId })).toBe('nothing')
    expect(await insert({ kind: 'group', name: 'y', createdBy: ada, clientId })).toBe('channels_created_client_key')
    expect(await insert({ kind: 'group', name: 'x', lastNumber: 2, revision: 1 })).toBe('channels_counters')
    expect(await insert({ kind: 'group', name: 'x', counted: 1 })).toBe('channels_counters')
  })

  it('a number or a client id used twice, a message too long, one of nobody, and one of nowhere', async () => {
    const channelId = await fixture.createChannel([ada])
    const insert = (values: Partial<typeof messages.$inferInsert>) =>
      refusedBy(fixture.db.drizzle.insert(messages).values({ ...message(channelId, 5), ...values }))
    const clientId = randomUUID()
    expect(await insert({ clientId })).toBe('nothing')
    expect(await insert({})).toBe('messages_channel_id_number_pk')
    expect(await insert({ clientId, number: 6, revision: 6 })).toBe('messages_client_key')
    expect(await insert({ number: 7, revision: 7, content: 'x'.repeat(8_001) })).toBe('messages_content')
    expect(await insert({ number: 8, revision: 7 })).toBe('messages_counters')
    expect(await insert({ number: 9, revision: 9, userId: randomUUID() })).toBe('messages_user_id_users_id_fk')
    expect(await insert({ channelId: randomUUID() })).toBe('messages_channel_id_channels_id_fk')
  })

  it('a second membership of one person, and a marker ahead of itself', async () => {
    const channelId = await fixture.createChannel([ada])
    const insert = (values: Partial<typeof members.$inferInsert>) =>
      refusedBy(fixture.db.drizzle.insert(members).values({ channelId, userId: cycle(fixture.userIds, 1), ...values }))
    expect(await insert({ userId: ada })).toBe('members_channel_id_user_id_pk')
    expect(await insert({ readNumber: 1, readCounted: 2 })).toBe('members_marker')
  })
})

describe('when a user is deleted', () => {
  it('sessions and memberships go with them, and what they wrote stays', async () => {
    const [gone] = await fixture.db.drizzle.insert(users).values(person('gone')).returning()
    if (gone === undefined) return expect.fail()
    const channelId = await fixture.createChannel([gone.id])
    await fixture.db.drizzle.insert(messages).values({ ...message(channelId, 1), userId: gone.id })
    const soon = new Date(Date.now() + 1_000)
    await fixture.db.drizzle.insert(sessions).values({ tokenHash: 'x', userId: gone.id, expiresAt: soon, endsAt: soon })
    await fixture.db.drizzle.delete(users).where(eq(users.id, gone.id))
    const [left] = await fixture.db.drizzle.select().from(messages).where(eq(messages.channelId, channelId))
    expect(left).toMatchObject({ userId: null, content: 'hello' })
    expect(await fixture.db.drizzle.$count(members, eq(members.channelId, channelId))).toBe(0)
    expect(await fixture.db.drizzle.$count(sessions)).toBe(0)
  })
})

describe('a page of a channel of many messages', () => {
  let channelId: string
  beforeAll(async () => {
    channelId = await fixture.createChannel([ada])
    const other = await fixture.createChannel([ada])
    for (const id of [channelId, other]) {
      await fixture.db.drizzle.execute(sql`
        insert into messages (channel_id, number, revision, counted, user_id, client_id, content)
        select ${id}::uuid, n, n + n % 7, n, ${ada}::uuid, gen_random_uuid(), 'message' from generate_series(1, 20000) n`)
    }
    await fixture.db.drizzle.execute(sql`analyze messages`)
  }, 60_000)

  /** The steps of the query plan, the index that it uses, and the most rows that one step read. */
  async function plan(query: { getSQL(): SQL }) {
    const { rows } = await fixture.db.drizzle.execute<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      sql`explain (analyze, format json, costs off, timing off) ${query.getSQL()}`,
    )
    const top = rows[0]?.['QUERY PLAN'][0].Plan
    if (top === undefined) throw new Error('no plan')
    const nodes = flatten(top)
    return {
      nodes: nodes.map((node) => node['Node Type']),
      index: nodes.find((node) => node['Index Name'])?.['Index Name'],
      read: Math.max(...nodes.map((node) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0))),
    }
  }
  type PlanNode = {
    'Node Type': string
    'Index Name'?: string
    'Actual Rows': number
    'Rows Removed by Filter'?: number
    Plans?: PlanNode[]
  }
  const flatten = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flatten)]

  const page = (where: SQL | undefined, order: SQL) =>
    fixture.db.drizzle
      .select()
      .from(messages)
      .where(and(eq(messages.channelId, channelId), where))
      .orderBy(order)
      .limit(50)

  it('is read by position from the index, backwards and forwards, from the end, the middle and around', async () => {
    const asked = [
      page(undefined, desc(messages.number)),
      page(lt(messages.number, 10_000), desc(messages.number)),
      page(gt(messages.number, 10_000), asc(messages.number)),
    ]
    for (const query of asked) {
      const { nodes, index, read } = await plan(query)
      expect(nodes).toEqual(['Limit', 'Index Scan'])
      expect(index).toBe('messages_channel_id_number_pk')
      expect(read).toBeLessThanOrEqual(50)
    }
    const around = await plan(page(between(messages.number, 9_975, 10_024), asc(messages.number)))
    expect(around).toMatchObject({ index: 'messages_channel_id_number_pk', read: 50 })
  })

  it('is read by revision from the index, and the newest revision too', async () => {
    for (const query of [
      page(gt(messages.revision, 15_000), asc(messages.revision)),
      page(lt(messages.revision, 15_000), desc(messages.revision)),
    ]) {
      const { nodes, index, read } = await plan(query)
      expect(nodes.filter((name) => name !== 'Incremental Sort')).toEqual(['Limit', 'Index Scan'])
      expect(index).toBe('messages_revision')
      expect(read).toBeLessThanOrEqual(60)
    }
  })

  it('is found by client id from the index', async () => {
    const { index, read } = await plan(
      fixture.db.drizzle
        .select()
        .from(messages)
        .where(and(eq(messages.channelId, channelId), eq(messages.userId, ada), eq(messages.clientId, randomUUID()))),
    )
    expect(index).toBe('messages_client_key')
    expect(read).toBeLessThanOrEqual(1)
  })
})

describe('people', () => {
  it('are found by username and email in any case from the index', async () => {
    await fixture.db.drizzle.execute(sql`
      insert into users (username, email, password_hash)
      select 'many' || n, 'many' || n || '@example.org', '-' from generate_series(1, 5000) n`)
    await fixture.db.drizzle.execute(sql`analyze users`)
    for (const column of [users.username, users.email]) {
      const { rows } = await fixture.db.drizzle.execute(
        sql`explain select * from users where lower(${column}) = lower(${'Many77'})`,
      )
      expect(JSON.stringify(rows)).toMatch(/Index Scan using users_(username|email)_key/)
    }
  })
})

it('what changes in the rows of all members of a channel changes in no index', async () => {
  const [channel] = await fixture.db.drizzle.insert(channels).values({ kind: 'group', name: 'crowd' }).returning()
  const crowd = Array.from({ length: 2_000 }, (_, n) => person(`crowd${n}`))
  const people = await fixture.db.drizzle.insert(users).values(crowd).returning()
  const channelId = channel?.id ?? ''
  await fixture.db.drizzle.insert(members).values(people.map(({ id }) => ({ channelId, userId: id })))
  const updates = await fixture.db.drizzle.transaction(async (tx) => {
    await tx.update(members).set({ skipped: 1 }).where(eq(members.channelId, channelId))
    const { rows } = await tx.execute<{ all: string; beside: string }>(sql`
      select pg_stat_get_xact_tuples_updated('members'::regclass) as all,
        pg_stat_get_xact_tuples_hot_updated('members'::regclass) as beside`)
    return rows[0]
  })
  expect(Number(updates?.all)).toBe(crowd.length)
  expect(Number(updates?.beside)).toBe(crowd.length)
})
