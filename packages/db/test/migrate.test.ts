import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import { eq, sql } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { buildIndexes, concurrentIndexes } from '../src/concurrent-indexes.ts'
import { openDatabase } from '../src/driver.ts'
import { createMessageLog } from '../src/message-log/message-log.ts'
import { migrate, migrationsFolder, refuseOldPostgres } from '../src/migrate.ts'
import * as schema from '../src/schema/index.ts'
import { createBareDatabases, migrateAsBefore } from './bare-databases.ts'
import { silent } from './fixture.ts'

// The default timeout is too short on a machine that does other things as well.
vi.setConfig({ testTimeout: 60_000 })

/** What drizzle-kit keeps of the migrations. */
const journal: { entries: unknown[] } = JSON.parse(
  await readFile(new URL('../migrations/meta/_journal.json', import.meta.url), 'utf8'),
)

let bare: Awaited<ReturnType<typeof createBareDatabases>>

beforeAll(async () => {
  bare = await createBareDatabases()
}, 60_000)
afterAll(() => bare?.drop())

describe('migrate', () => {
  it('may be called by five nodes at once on an empty database, and again', async () => {
    const url = await bare.create()
    await Promise.all(Array.from({ length: 5 }, () => migrate(url)))
    const db = openDatabase({ url, log: silent })
    await migrate(db.pool)
    const { rows } = await db.drizzle.execute(sql`select count(*) as n from drizzle.__drizzle_migrations`)
    expect(rows).toEqual([{ n: journal.entries.length }])
    expect(await db.drizzle.select().from(schema.instance)).toHaveLength(1)
    await db.close()
  })

  it('brings a database of the first version on, with what is in it; who came first becomes its admin', async () => {
    const url = await bare.create()
    await migrateAsBefore(url, 2)
    const db = openDatabase({ url, log: silent })
    const { rows } = await db.pool.query<{ id: string }>(
      `insert into users (username, email, password_hash, created_at)
       select 'user' || i, 'user' || i || '@x.y', '-', now() - interval '1 day' * i from generate_series(1, 3) i returning id`,
    )
    const [ada, , eldest] = rows.map(({ id }) => id)
    const channelId = randomUUID()
    await db.pool.query(`insert into channels (id, kind, name) values ($1, 'group', 'x')`, [channelId])
    await db.pool.query('insert into members (channel_id, user_id) values ($1, $2)', [channelId, ada])
    const append = 'select * from append_messages($1, $2, $3, $4, $5, $6)'
    await db.pool.query(append, [[channelId], [ada], [randomUUID()], ['from before'], ['{}'], [null]])

    await migrate(url)
    const admins = await db.drizzle.select().from(schema.users).where(eq(schema.users.role, 'admin'))
    expect(admins.map(({ id }) => id)).toEqual([eldest])
    const log = createMessageLog(db, { onCommitted() {}, log: silent })
    await log.append({ channelId, userId: ada ?? '', clientId: randomUUID(), content: 'from after @user2' })
    await log.close()
    const messages = await db.drizzle.select().from(schema.messages).orderBy(schema.messages.number)
    expect(messages.map(({ number, content }) => [number, content])).toEqual([
      [1, 'from before'],
      [2, 'from after @user2'],
    ])
    await db.close()
  })

  it('takes names that look alike and reactions in two spellings as they stand', async () => {
    const url = await bare.create()
    await migrateAsBefore(url, 11)
    const db = openDatabase({ url, log: silent })
    await db.pool.query(
      `insert into users (username, email) values ('bobby', 'a@x.y'), ('b0bby', 'b@x.y'), ('here', 'c@x.y')`,
    )
    await db.pool.query(
      `insert into channels (kind, name) values ('public', 'general'), ('public', 'General'), ('public', 'general')`,
    )
    await db.pool.query('update message_search_state set forgotten = 7')
    await migrate(url)
    const names = async (table: string) =>
      (await db.pool.query(`select count(*)::int as stale from ${table} where fold_version = 0 and not name_clashes`))
        .rows
    expect([await names('users'), await names('channels')]).toEqual([[{ stale: 3 }], [{ stale: 3 }]])
    // Nodes of the release before find nothing to lock, and leave the index to those that fold words.
    expect(await db.drizzle.select().from(schema.messageSearchIndex)).toEqual([
      { one: true, forgotten: 7, foldVersion: 0 },
    ])
    expect(await db.drizzle.$count(schema.messageSearchState)).toBe(0)
    await db.close()
  })

  it('waits for its turn without keeping another node from building an index', async () => {
    const url = await bare.create()
    await migrate(url)
    const other = new pg.Client({ connectionString: url })
    await other.connect()
    await other.query('select pg_advisory_lock($1)', [0x6368696d65])
    let isDone = false
    const second = migrate(url).then(() => {
      isDone = true
    })
    const isWaiting = `select from pg_stat_activity where application_name = 'chime migrate' and query like '%advisory_lock%'`
    await expect.poll(async () => (await other.query(isWaiting)).rowCount, { timeout: 30_000 }).toBe(1)
    await other.query('create index concurrently while_others_wait on users (created_at)')
    expect(isDone).toBe(false)
    await other.end()
    await second
  })

  it('builds indexes that are made concurrently, and anew those whose building broke off; not those that were dropped', async () => {
    const url = await bare.create()
    await migrate(url)
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const indexes = concurrentIndexes([
      'CREATE TABLE "x" ()',
      'CREATE INDEX CONCURRENTLY "by_name" ON "users" USING btree ("full_name");',
      'create unique index concurrently if not exists by_time on channels (created_at, id)',
      'CREATE INDEX CONCURRENTLY "gone" ON "users" ("full_name")',
      'DROP INDEX "gone"',
      'CREATE INDEX "usual" ON "users" ("full_name")',
    ])
    expect([...indexes.keys()]).toEqual(['by_name', 'by_time'])
    // As after a crash in the middle of it.
    await client.query('create index by_name on users (full_name)')
    await client.query(`update pg_index set indisvalid = false where indexrelid = 'by_name'::regclass`)
    for (let time = 0; time < 2; time++) {
      await buildIndexes(client, indexes)
      const { rows } = await client.query(
        `select indexrelid::regclass::text as name, indisvalid as valid from pg_index
         where indexrelid::regclass::text in ('by_name', 'by_time', 'gone') order by 1`,
      )
      expect(rows).toEqual([
        { name: 'by_name', valid: true },
        { name: 'by_time', valid: true },
      ])
    }
    await client.end()
  })

  it('leaves a database that a newer version migrated as it is, and says so', async () => {
    const url = await bare.create()
    await migrate(url)
    const db = openDatabase({ url, log: silent })
    await db.drizzle.execute(
      sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of the future', 9000000000000)`,
    )
    await expect(migrate(url)).rejects.toThrow('newer version of Chime')
    await db.close()
  })

  it('refuses a Postgres that is too old, naming both versions', () => {
    expect(() => refuseOldPostgres(140_012)).toThrow('needs Postgres 15 or newer; this server is Postgres 14')
    expect(() => refuseOldPostgres(150_001)).not.toThrow()
  })

  it('holds everything that the schema says: nothing is left to generate', async () => {
    const folder = `${migrationsFolder}/meta`
    const newest = (await readdir(folder))
      .filter((name) => name.endsWith('_snapshot.json'))
      .sort()
      .at(-1)
    const before = JSON.parse(await readFile(`${folder}/${newest}`, 'utf8'))
    const now = generateDrizzleJson(schema, before.id, undefined, 'snake_case')
    expect(await generateMigration(before, now)).toEqual([])
  })
})
