import { openDatabase } from '@chime/db'
import { clientPool, type Person, refusal, startTestNode } from '@chime/testing/node'
import { createTestDatabase, type TestDatabase } from '@chime/testing/postgres'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Node } from '../../src/node.ts'

// Rows from before there was a fold, as nodes of the release before also write them during an upgrade.

const soon = { timeout: 20_000, interval: 50 }

let database: TestDatabase
let db: ReturnType<typeof openDatabase>
let node: Node
let ann: Person
const clients = clientPool()
const sql = async <Row extends object>(text: string, ...values: unknown[]) =>
  (await db.pool.query<Row>(text, values)).rows

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase({ url: database.url, maxConnections: 2, log: pino({ level: 'silent' }) })
  await sql(`insert into users (username, email, full_name, password_hash, created_at) values
    ('bobby', 'b1@example.com', 'Åsa Öberg', 'x', now() - interval '2 days'),
    ('b0bby', 'b2@example.com', 'MÜLLER', 'x', now() - interval '1 day'),
    ('here', 'b3@example.com', null, 'x', now())`)
  await sql(`insert into channels (kind, name, created_at) values
    ('public', 'general', now() - interval '3 days'), ('public', 'General', now() - interval '2 days'),
    ('public', 'general', now() - interval '1 days'), ('announcement', 'GENERAL', now()),
    ('group', 'general', now()), ('public', 'Café', now()), ('public', E'\\u3164', now())`)
  const many = Array.from({ length: 250 }, (_, i) => `Kanal Ä ${i}`)
  await sql(`insert into channels (kind, name) select 'public', name from unnest($1::text[]) name`, many)
  node = await startTestNode({ DATABASE_URL: database.url })
  ann = await clients.person(node.url, 'ann')
})
afterAll(async () => {
  await clients.close()
  await node?.stop()
  await db?.close()
  await database?.drop()
})

const stale = async () =>
  (
    await sql<{ count: number }>(`select (select count(*) from users where fold_version = 0)::int
      + (select count(*) from channels where fold_version = 0 and name is not null)::int as count`)
  )[0]?.count
const browse = async (query: string) => (await ann.trpc.channels.browse.query({ query, limit: 100 })).channels

describe('names from before', () => {
  it('are folded by a node that starts, are all kept, and those that clash are marked', async () => {
    await expect.poll(stale, soon).toBe(0)
    const general = await browse('general')
    expect(general.map(({ name, nameClashes }) => [name, nameClashes]).sort()).toEqual([
      ['GENERAL', true],
      ['General', true],
      ['general', false],
      ['general', true],
    ])
    const users = await ann.trpc.users.search.query({ query: 'b', limit: 10 })
    expect(users.map(({ username, nameClashes }) => [username, nameClashes])).toEqual([
      ['b0bby', true],
      ['bobby', false],
    ])
  })

  it('are found folded, and new ones that look like them are refused', async () => {
    const find = async (query: string) => (await ann.trpc.users.search.query({ query })).map(({ username }) => username)
    expect([await find('asa'), await find('oberg'), await find('muller')]).toEqual([['bobby'], ['bobby'], ['b0bby']])
    expect((await browse('CAFE')).map(({ name }) => name)).toEqual(['Café'])
    expect(await browse('kanal a')).toHaveLength(100)
    const attempt = ann.trpc.channels.create.mutate({ kind: 'public', name: 'GENERAL' })
    expect(await refusal(attempt)).toMatchObject({ reason: 'CONFLICT', field: 'name' })
  })

  it('are folded anew when a node of the release before changes them', async () => {
    await sql(`update users set full_name = 'Zoë' where username = 'bobby'`)
    await sql(`update channels set name = 'Éclair' where name = 'Café'`)
    await expect.poll(stale, soon).toBe(0)
    expect(await sql(`select name_folded from users where username = 'bobby'`)).toEqual([{ name_folded: 'zoe' }])
    expect((await browse('eclair')).map(({ name }) => name)).toEqual(['Éclair'])
    const attempt = ann.trpc.channels.create.mutate({ kind: 'public', name: 'eclair' })
    expect(await refusal(attempt)).toMatchObject({ reason: 'CONFLICT' })
    expect((await ann.trpc.channels.create.mutate({ kind: 'public', name: 'cafe' })).name).toBe('cafe')
  })

  it('clash no more when the one that they clashed with is gone', async () => {
    await sql(`update channels set name = 'Wanted' where name = 'Kanal Ä 1'`)
    await sql(`update channels set name = 'wanted' where name = 'Kanal Ä 2'`)
    await expect
      .poll(async () => (await browse('wanted')).map((one) => one.nameClashes).sort(), soon)
      .toEqual([false, true])
    await sql(`update channels set name = 'else' where name_folded = 'wanted' and not name_clashes`)
    await expect.poll(async () => (await browse('wanted')).map((one) => one.nameClashes), soon).toEqual([false])
  })

  it('are counted as one by nobody: two that stand can both be searched in', async () => {
    const ids = (await browse('general')).map(({ id }) => id)
    for (const channelId of ids) {
      await ann.trpc.channels.join.mutate({ channelId })
      await ann.trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content: 'a walrus' })
    }
    const found = await ann.trpc.messages.search.query({ query: 'in:GÉNÉRAL walrus' })
    expect(found.messages.map(({ channelId }) => channelId).sort()).toEqual(ids.sort())
  })
})
