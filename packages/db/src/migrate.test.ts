import { randomBytes, randomUUID } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import { eq, sql } from 'drizzle-orm'
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDatabase } from './driver.ts'
import { createMessageLog } from './message-log.ts'
import { migrate, migrationsFolder, refuseOldPostgres } from './migrate.ts'
import * as schema from './schema.ts'
import { silent } from './test-data.ts'
import { createTestDatabase } from './testing.ts'

// On a machine that is busy with other things a second is soon gone.
vi.setConfig({ testTimeout: 60_000 })

let base: Awaited<ReturnType<typeof createTestDatabase>>
const empty = new Set<string>()

beforeAll(async () => {
  base = await createTestDatabase()
}, 60_000)
afterAll(async () => {
  for (const name of empty) await asAdmin(`drop database ${name} with (force)`)
  await base?.drop()
})

async function asAdmin(statement: string) {
  const client = new pg.Client({ connectionString: base.url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

/** Not made from the template: nothing in it. */
async function createEmpty(): Promise<string> {
  const name = `chime_test_empty_${randomBytes(6).toString('hex')}`
  await asAdmin(`create database ${name}`)
  empty.add(name)
  return Object.assign(new URL(base.url), { pathname: `/${name}` }).href
}

/** A folder with the first `n` migrations only: what an older version of Chime had. */
async function firstMigrations(n: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chime-migrations-'))
  await cp(migrationsFolder, folder, { recursive: true })
  const journal = `${folder}/meta/_journal.json`
  const { entries, ...rest } = JSON.parse(await readFile(journal, 'utf8'))
  await writeFile(journal, JSON.stringify({ ...rest, entries: entries.slice(0, n) }))
  return folder
}

describe('migrate', () => {
  it('may be called by five nodes at once on an empty database, and again', async () => {
    const url = await createEmpty()
    await Promise.all(Array.from({ length: 5 }, () => migrate(url)))
    const db = openDatabase({ url, log: silent })
    await migrate(db.pool)
    const { rows } = await db.drizzle.execute(sql`select count(*) as n from drizzle.__drizzle_migrations`)
    expect(rows).toEqual([{ n: 9 }])
    expect(await db.drizzle.select().from(schema.instance)).toHaveLength(1)
    await db.close()
  })

  it('brings a database of the first version on, with what is in it; who came first becomes its admin', async () => {
    const url = await createEmpty()
    const old = await firstMigrations(2)
    const db = openDatabase({ url, log: silent })
    await applyMigrations(db.drizzle, { migrationsFolder: old })
    await rm(old, { recursive: true })
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

  it('leaves a database that a newer version migrated as it is, and says so', async () => {
    const url = await createEmpty()
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
