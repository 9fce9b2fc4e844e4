import { randomUUID } from 'node:crypto'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Database, openDatabase } from '../src/driver.ts'
import { type FunctionSet, functionsHash, readFunctions, recordedHashes } from '../src/functions.ts'
import { createMessageLog } from '../src/message-log/message-log.ts'
import { migrate, migrationsFolder } from '../src/migrate.ts'
import { channels, members, users } from '../src/schema/index.ts'
import { createBareDatabases, migrateAsBefore } from './bare-databases.ts'
import { silent } from './fixture.ts'

// The default timeout is too short on a machine that does other things as well.
vi.setConfig({ testTimeout: 120_000 })

let bare: Awaited<ReturnType<typeof createBareDatabases>>
const current = readFunctions()

beforeAll(async () => {
  bare = await createBareDatabases()
}, 60_000)
afterAll(() => bare?.drop())

async function ask(url: string, text: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** Our functions and tables as Postgres has them, without what belongs to an extension. */
async function describeDatabase(url: string) {
  return {
    functions: await ask(
      url,
      `select p.oid::regprocedure::text as name, pg_get_functiondef(p.oid) as definition from pg_proc p
       where p.pronamespace = 'public'::regnamespace
       and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1`,
    ),
    triggers: await ask(
      url,
      `select tgname, pg_get_triggerdef(oid) as definition from pg_trigger where not tgisinternal
       and tgrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace) order by 1`,
    ),
    tables: await ask(
      url,
      `select relname, reloptions from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
    ),
    columns: await ask(
      url,
      `select table_name, column_name, ordinal_position, data_type, udt_name, column_default, is_nullable, is_identity
       from information_schema.columns where table_schema = 'public' order by 1, 3`,
    ),
    indexes: await ask(url, `select indexname, indexdef from pg_indexes where schemaname = 'public' order by 1`),
    constraints: await ask(
      url,
      `select conrelid::regclass::text as "table", conname, pg_get_constraintdef(oid) as definition from pg_constraint
       where connamespace = 'public'::regnamespace order by 1, 2`,
    ),
    enums: await ask(url, 'select enumtypid::regtype::text as type, enumlabel from pg_enum order by 1, enumsortorder'),
  }
}

/** The current functions as a release `further` versions later would have them: some bodies changed, some files added. */
function release(
  further: number,
  bodies: Record<string, (sql: string) => string> = {},
  more: FunctionSet['files'] = [],
) {
  const files = current.files.map(({ name, sql }) => {
    const changed = bodies[name]?.(sql) ?? sql
    if (bodies[name] && changed === sql) throw new Error(`${name} is as it was`)
    return { name, sql: changed }
  })
  return { version: current.version + further, files: [...files, ...more] }
}

const remark = (sql: string) => sql.replace(/^begin$/m, 'begin\n  -- Of another release.')
/** Changes the return type: Postgres refuses to replace a function with one like that. */
const withRank = (sql: string) =>
  sql
    .replace('everyone everyone_mention)', 'everyone everyone_mention, rank int)')
    .replace(/^ {2}end$/m, '  end, null::int')
const withOtherNames = (sql: string) => sql.replaceAll('in_authors', 'in_senders')

async function fresh(functions = current): Promise<string> {
  const url = await bare.create()
  await migrate(url, functions)
  return url
}

describe('the functions and tables of a database end alike, whether it', () => {
  it('is fresh, or was migrated release by release from the first one on', async () => {
    const old = await bare.create()
    const migrations = readMigrationFiles({ migrationsFolder }).length
    // The last migration is left to `migrate`, which applies it in one transaction with the functions.
    for (let n = 1; n < migrations; n++) await migrateAsBefore(old, n)
    await migrate(old)
    const expected = await describeDatabase(await fresh())
    expect(expected.functions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['forget_deleted_messages()', 'note_file_erasure()']),
    )
    expect(await describeDatabase(old)).toEqual(expected)
  })

  it('is fresh, or had older functions: other bodies, another return type, other parameter names, and one more', async () => {
    const retired = {
      name: 'retired.sql',
      sql: 'create function retired(int) returns int language sql as $$ select 1 $$',
    }
    const old = await fresh(
      release(0, { 'append_messages.sql': remark, 'find_mentioned.sql': withRank, 'note_file_erasure.sql': remark }, [
        retired,
      ]),
    )
    const before = await describeDatabase(old)
    const next = release(1, {}, [{ name: 'retired.sql', sql: 'drop function if exists retired(int)' }])
    await migrate(old, next)
    const expected = await describeDatabase(await fresh(next))
    expect(before.functions).not.toEqual(expected.functions)
    expect(await describeDatabase(old)).toEqual(expected)

    await migrate(old, release(2, { 'find_mentioned.sql': withOtherNames }))
    expect(await describeDatabase(old)).not.toEqual(expected)
    await migrate(old, release(3))
    expect(await describeDatabase(old)).toEqual(expected)
  })
})

describe('during a rolling upgrade', () => {
  it('an old node that restarts puts nothing back', async () => {
    const url = await fresh()
    await migrate(url, release(1, { 'append_messages.sql': remark, 'find_mentioned.sql': withRank }))
    const upgraded = await describeDatabase(url)
    await migrate(url)
    expect(await describeDatabase(url)).toEqual(upgraded)
    // A node with the same version puts nothing back either, whatever its bodies are.
    await migrate(url, release(1))
    expect(await describeDatabase(url)).toEqual(upgraded)
  })

  it('old and new nodes that start at once, on an empty database and on a used one, leave the new functions', async () => {
    const next = release(1, { 'append_messages.sql': remark, 'find_mentioned.sql': withRank })
    const expected = await describeDatabase(await fresh(next))
    for (const url of [await bare.create(), await fresh()]) {
      await Promise.all([current, next, current, next].map((functions) => migrate(url, functions)))
      expect(await describeDatabase(url)).toEqual(expected)
    }
  })

  it('a node that is running appends on with the statements that it has prepared', async () => {
    const url = await fresh()
    const db = openDatabase({ url, log: silent })
    const append = await startAppending(db)
    await append.once()
    await migrate(url, release(1, { 'append_messages.sql': remark }))
    await append.once()
    await migrate(url, release(2, { 'find_mentioned.sql': withRank }))
    await append.once()
    // And it does so while functions are being replaced.
    let over = false
    const appending = (async () => {
      while (!over) await append.once()
    })()
    for (let n = 3; n < 8; n++) await migrate(url, release(n, { 'append_messages.sql': remark }))
    over = true
    await appending
    await append.close()
    await db.close()
  })

  it('a changed argument list makes another function, and the old one stays for the nodes that call it', async () => {
    const url = await fresh()
    const withLimit = (sql: string) => sql.replace('in_mentions jsonb)', 'in_mentions jsonb, in_limit int)')
    await migrate(url, release(1, { 'find_mentioned.sql': withLimit }))
    const { functions } = await describeDatabase(url)
    expect(functions.map(({ name }) => name).filter((name) => name.startsWith('find_mentioned'))).toEqual([
      'find_mentioned(uuid[],uuid[],jsonb)',
      'find_mentioned(uuid[],uuid[],jsonb,integer)',
    ])
  })
})

/** A person who mentions another one in each message. */
async function startAppending(db: Database) {
  const [adaId, channelId] = [randomUUID(), randomUUID()]
  const people = [adaId, randomUUID()].map((id, i) => ({
    id,
    username: `user${i}`,
    email: `${i}@x.y`,
    passwordHash: '-',
  }))
  await db.drizzle.insert(users).values(people)
  await db.drizzle.insert(channels).values({ id: channelId, kind: 'group', name: 'A channel' })
  await db.drizzle.insert(members).values(people.map(({ id }) => ({ channelId, userId: id })))
  const log = createMessageLog(db, { onCommitted() {}, log: silent, limits: { queues: 1 } })
  return {
    async once() {
      const content = 'hello @user1'
      const { message } = await log.append({ channelId, userId: adaId, clientId: randomUUID(), content })
      expect(message.mentionedUserIds).toEqual([people[1]?.id])
    },
    close: () => log.close(),
  }
}

describe('a file that Postgres does not take', () => {
  const broken = [
    [
      'a body that cannot be parsed',
      'note_file_erasure.sql',
      (sql: string) => sql.replace('insert into', 'insert unto'),
    ],
    ['a column that is not there', 'find_mentioned.sql', (sql: string) => sql.replace('u.username', 'u.nickname')],
  ] as const
  it.each(broken)('with %s is named in the error, and the database is as it was', async (_, name, change) => {
    const functions = release(1, { 'append_messages.sql': remark, [name]: change })
    const url = await fresh()
    const before = await describeDatabase(url)
    await expect(migrate(url, functions)).rejects.toThrow(`functions/${name}: `)
    expect(await describeDatabase(url)).toEqual(before)
    expect(await ask(url, 'select functions_version from instance')).toEqual([{ functions_version: current.version }])
    // The next release can install its functions.
    await migrate(url, release(2))
    expect(await describeDatabase(url)).toEqual(before)
  })

  it('keeps the migrations of its release out as well', async () => {
    const functions = release(1, { 'note_file_erasure.sql': (sql) => sql.replace('insert into', 'insert unto') })
    const url = await bare.create()
    await expect(migrate(url, functions)).rejects.toThrow('functions/note_file_erasure.sql')
    expect(await ask(url, `select to_regclass('drizzle.__drizzle_migrations') as found`)).toEqual([{ found: null }])
    const old = await bare.create()
    await migrateAsBefore(old, 8)
    const before = await describeDatabase(old)
    await expect(migrate(old, functions)).rejects.toThrow('functions/note_file_erasure.sql')
    expect(await describeDatabase(old)).toEqual(before)
    expect(await ask(old, 'select count(*)::int as n from drizzle.__drizzle_migrations')).toEqual([{ n: 8 }])
  })
})

describe('packages/db/functions', () => {
  it('has another version whenever a file of it has changed', () => {
    const hash = functionsHash(current)
    const whatToDo =
      `A file in packages/db/functions has changed, and databases install it only with a new version. Append "${hash}" to the ` +
      'list in versions.json; if the last hash there has not landed yet, replace that one instead.'
    expect(recordedHashes().at(-1), whatToDo).toBe(hash)
  })

  it('has a file for each function, named after it', async () => {
    for (const { name, sql } of current.files) {
      const made = [...sql.matchAll(/^create (?:or replace )?function (\w+)/gm)].map(([, made]) => `${made}.sql`)
      for (const file of made) expect(file).toBe(name)
    }
    const { functions } = await describeDatabase(await fresh())
    const names = functions.map(({ name }) => `${name.replace(/\(.*/, '')}.sql`)
    expect(current.files.map(({ name }) => name)).toEqual(expect.arrayContaining(names))
  })

  it('is the only place that makes functions: of the migrations only those from before it do', () => {
    const since = readMigrationFiles({ migrationsFolder }).slice(9)
    expect(since.flatMap(({ sql }) => sql).filter((statement) => /create .*function/i.test(statement))).toEqual([])
  })
})
