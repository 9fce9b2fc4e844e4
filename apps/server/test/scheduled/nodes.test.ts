import { type Database, openDatabase } from '@chime/db'
import { type Person, person } from '@chime/testing/node'
import { createTestDatabase, type TestDatabase } from '@chime/testing/postgres'
import { runServer, type ServerProcess } from '@chime/testing/process/server-process'
import { startRedis } from '@chime/testing/redis'
import type { StockClient } from '@chime/testing/stock-client'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { inAnHour } from './due.ts'

vi.setConfig({ testTimeout: 120_000 })

let database: TestDatabase
let redis: Awaited<ReturnType<typeof startRedis>>
let db: Database
const started: ServerProcess[] = []
const clients: Pick<StockClient, 'close'>[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  redis = await startRedis()
  db = openDatabase({ url: database.url, maxConnections: 2, log: pino({ level: 'silent' }) })
})
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()))
  for (const { child } of started) child.kill('SIGKILL')
  await Promise.all(started.map(({ exited }) => exited))
  await db?.close()
  await redis?.stop()
  await database?.drop()
})

async function start() {
  const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url, RATE_LIMITS: 'off', LOG_LEVEL: 'error' }
  const server = runServer({ PORT: '0', NODE_ENV: 'production', ...environment })
  started.push(server)
  return { ...server, url: await server.listening() }
}

const patient = { timeout: 90_000, interval: 50 }
const someone = async (url: string): Promise<Person> => {
  const found = await person(url)
  clients.push(found)
  return found
}
async function group({ trpc }: Person): Promise<string> {
  return (await trpc.channels.create.mutate({ kind: 'group', name: 'a group' })).id
}
async function sentIn(channelId: string): Promise<string[]> {
  const text = `select content from messages where channel_id = $1 and kind = 'user' order by content`
  return (await db.pool.query<{ content: string }>(text, [channelId])).rows.map(({ content }) => content)
}
async function unsent(channelId: string): Promise<number> {
  const text = `select from scheduled_messages where channel_id = $1 and state <> 'sent'`
  return (await db.pool.query(text, [channelId])).rowCount ?? 0
}
/**
 * Gives the jobs of the dead node back for a retry. The job library does this after a minute; a test of `@chime/db`
 * covers that.
 */
async function giveUp(): Promise<void> {
  await db.pool.query(`update chime_jobs.job set state = 'retry', start_after = now(), retry_count = retry_count + 1
    where name = 'due' and state = 'active' and started_on < now() - interval '5 seconds'`)
}

describe('scheduled messages', () => {
  it('of which twenty are due at once are each sent once by two nodes, of which one is killed in the middle', async () => {
    const [one, two] = await Promise.all([start(), start()])
    const ann = await someone(one.url)
    const channelId = await group(ann)
    const names = Array.from({ length: 20 }, (_, i) => `message ${String(i).padStart(2, '0')}`)
    const schedule = (content: string) => ann.trpc.messages.schedule.mutate({ channelId, content, sendAt: inAnHour() })
    await Promise.all(names.map(schedule))
    // They become due some milliseconds apart, so that no node takes all of them at once.
    await db.pool.query(`update chime_jobs.job set start_after = now() + row_number * interval '100 ms'
      from (select id, row_number() over () from chime_jobs.job where name = 'due') numbered where numbered.id = job.id`)
    await vi.waitFor(async () => expect((await sentIn(channelId)).length).toBeGreaterThan(0), {
      ...patient,
      interval: 1,
    })
    two.child.kill('SIGKILL')
    await vi.waitFor(async () => {
      await giveUp()
      expect(await unsent(channelId)).toBe(0)
    }, patient)
    expect(await sentIn(channelId)).toEqual(names)
    one.child.kill('SIGTERM')
    expect((await one.exited).code).toBe(0)
  })

  it('whose time passes while no server is there are sent when one is', async () => {
    const before = await start()
    const ann = await someone(before.url)
    const channelId = await group(ann)
    await ann.trpc.messages.schedule.mutate({ channelId, content: 'over night', sendAt: inAnHour() })
    before.child.kill('SIGKILL')
    await before.exited
    await db.pool.query(`update chime_jobs.job set start_after = now() where name = 'due' and state = 'created'`)
    expect(await sentIn(channelId)).toEqual([])
    await start()
    await vi.waitFor(async () => expect(await sentIn(channelId)).toEqual(['over night']), patient)
  })
})
