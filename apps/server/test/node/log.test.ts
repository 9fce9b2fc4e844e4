import { Writable } from 'node:stream'
import { openDatabase } from '@chime/db'
import { freePort } from '@chime/testing/free-port'
import { createTestDatabase } from '@chime/testing/postgres'
import { call } from '@chime/testing/raw-client'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { logOptions } from '../../src/logger.ts'
import { type Node, startNode } from '../../src/node.ts'
import { ask, known } from '../matrix/calls.ts'
import { createFixture } from '../matrix/fixture.ts'
import { createKey } from '../server-key/fixture.ts'

// Makes Postgres raise in every procedure, with everything that the procedure was given, and looks for it in the log.

const secret = 'hunter2secret'
/** Tables without which nobody can be recognized. */
const needed = new Set(['sessions', 'users', 'server_keys', 'instance'])

const lines: string[] = []
let database: Awaited<ReturnType<typeof createTestDatabase>>
let node: Node
let tables: string[]
let sql: <Row extends object>(text: string, ...values: unknown[]) => Promise<Row[]>
let serverKey: string
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  const config = readConfig({
    PORT: '0',
    NODE_ENV: 'production',
    LINK_PREVIEWS: 'off',
    LOG_LEVEL: 'info',
    DATABASE_URL: database.url,
    RATE_LIMITS: 'off',
    // Mails are tried, and cannot be sent: nothing listens there.
    SMTP_URL: `smtp://127.0.0.1:${await freePort()}`,
    MAIL_FROM: 'chime@chime.invalid',
    PUBLIC_URL: 'http://chime.invalid',
  })
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const log = pino(logOptions(config), stream)
  node = await startNode(config, log)
  const db = openDatabase({ url: database.url, maxConnections: 2, log: pino({ level: 'silent' }) })
  closing.push(
    () => node.stop(),
    () => db.close(),
    () => database.drop(),
  )
  sql = async <Row extends object>(text: string, ...values: unknown[]) => (await db.pool.query<Row>(text, values)).rows
  const found = await sql<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename not like '%migrations%'`,
  )
  tables = found.map(({ name }) => name)
  serverKey = (await createKey({ databaseUrl: database.url })).key
  await sql(`create function tell() returns trigger language plpgsql as $$ begin
    raise exception 'not this: %', row_to_json(coalesce(new, old)) using detail = row_to_json(coalesce(new, old))::text;
  end $$`)
})
afterAll(async () => {
  for (const close of closing) await close()
})

/** The same input with the secret wherever there is a text of the person's own. */
function withSecret(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => withSecret(one, key))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withSecret(inner, name)]))
  }
  if (key === 'email') return `${secret}-${crypto.randomUUID()}@example.com`
  const isOwn = [
    'content',
    'text',
    'description',
    'reason',
    'query',
    'fullName',
    'statusText',
    'password',
    'identifier',
    'question',
    'externalId',
    'key',
    'code',
    'options',
  ]
  return typeof value === 'string' && isOwn.includes(key) ? `${secret} ${value}`.slice(0, 64) : value
}

/** What every procedure is called with. It is written while the tables are as usual. */
const makeCases = () =>
  Promise.all(
    known.map(async (procedure) => {
      const fixture = await createFixture({ sql }, 'group', 'owner')
      if (procedure.row.serverKey && fixture.actor) fixture.actor.token = serverKey
      return { procedure, fixture, input: withSecret(procedure.row.input?.(fixture)) }
    }),
  )

/** @returns how many of the calls failed */
async function callAll(cases: Awaited<ReturnType<typeof makeCases>>): Promise<number> {
  let failed = 0
  for (const { procedure, fixture, input } of cases) {
    const { verdict } = await ask(node.url, procedure, fixture, input)
    if (verdict === 'Internal error') failed++
  }
  return failed
}

function expectNoSecret() {
  const all = lines.splice(0)
  const told = all.filter((line) => line.includes(secret) || line.includes('$argon2') || line.includes('@example.com'))
  expect(told).toEqual([])
  // The lines are there, and say what failed.
  expect(all.some((line) => line.includes('call failed') && line.includes('"code":'))).toBe(true)
}

const forAll = async (names: string[], statement: (name: string) => string) => {
  for (const name of names) await sql(statement(name))
}

it('when every write raises, the log does not hold what was written', { timeout: 120_000 }, async () => {
  const cases = await makeCases()
  // A session is written to when it is used.
  const raising = tables.filter((name) => name !== 'sessions')
  await forAll(
    raising,
    (name) => `create trigger tell before insert or update or delete on ${name} for each row execute function tell()`,
  )
  expect(await callAll(cases)).toBeGreaterThan(10)
  await forAll(raising, (name) => `drop trigger tell on ${name}`)
  expectNoSecret()
})

it('when every query fails, the log does not hold what was asked', { timeout: 120_000 }, async () => {
  const cases = await makeCases()
  const broken = tables.filter((name) => !needed.has(name))
  const hurt = () => forAll(broken, (name) => `alter table ${name} rename to ${name}_gone`)
  const mend = () => forAll(broken, (name) => `alter table ${name}_gone rename to ${name}`)
  await hurt()
  expect(await callAll(cases)).toBeGreaterThan(30)
  await mend()
  expectNoSecret()
})

it('when nobody can be looked up, the log does not hold who it was', async () => {
  await sql('alter table users rename to users_gone')
  for (const path of ['auth.login', 'auth.register']) {
    const input = { identifier: `${secret}@example.com`, password: `${secret} on a quiet evening` }
    const account = { username: 'somebody', email: `${secret}@example.com`, password: `${secret} on a quiet evening` }
    const { error } = await call(node.url, path, { input: path === 'auth.login' ? input : account })
    expect(error?.message).toBe('Internal error')
  }
  await sql('alter table users_gone rename to users')
  expectNoSecret()
})
