import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PrivatePostgres, startPrivatePostgres } from '@chime/testing/private-postgres'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Database, openDatabase } from '../src/driver.ts'
import { createJobs, type Jobs, type JobWork } from '../src/jobs/jobs.ts'
import { migrate } from '../src/migrate.ts'
import { transaction } from '../src/transaction.ts'
import { silent } from './fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

let folder: string
let server: PrivatePostgres
let db: Database
const open: Jobs[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chime-jobs-'))
  server = await startPrivatePostgres({ dataDir: folder })
  await Promise.all([migrate(server.url), migrate(server.url)])
  db = openDatabase({ url: server.url, log: silent, maxConnections: 3 })
})
afterAll(async () => {
  await Promise.all(open.map((jobs) => jobs.close()))
  await db?.close()
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** How often each job was done. */
const done = new Map<string, number>()
const note: JobWork = {
  due: async ({ id }) => void done.set(id, (done.get(id) ?? 0) + 1),
  preview: async ({ channelId }) => void done.set(channelId, (done.get(channelId) ?? 0) + 1),
  avatar: async ({ userId }) => void done.set(userId, (done.get(userId) ?? 0) + 1),
  mail: async ({ what }) => void done.set(what, (done.get(what) ?? 0) + 1),
}
async function startJobs(work: JobWork = note, log = silent): Promise<Jobs> {
  const jobs = await createJobs(db, log)
  open.push(jobs)
  await jobs.start(work)
  return jobs
}
const soon = { timeout: 20_000, interval: 50 }
const inAMoment = (ms = 0) => new Date(Date.now() + ms)
const due = (id: string) => ({ what: 'reminder', id }) as const

describe('jobs', () => {
  it('are added with their transaction or not at all, and are done not before their time', async () => {
    const jobs = await startJobs()
    await transaction(db, (tx) => jobs.add(tx, 'due', due('now'), inAMoment()))
    await transaction(db, (tx) => jobs.add(tx, 'due', due('in an hour'), inAMoment(3_600_000)))
    const undone = transaction(db, async (tx) => {
      await jobs.add(tx, 'due', due('never'), inAMoment())
      throw new Error('rolled back')
    })
    await expect(undone).rejects.toThrow('rolled back')
    await vi.waitFor(() => expect(done.get('now')).toBe(1), soon)
    await jobs.addNow('preview', [{ channelId: 'a page', number: 1 }])
    await vi.waitFor(() => expect(done.get('a page')).toBe(1), soon)
    expect([...done.keys()].sort()).toEqual(['a page', 'now'])
    await jobs.close()
  })

  it('are done again when they fail, and by another node when the first one closes in the middle', async () => {
    let tries = 0
    const stuck = Promise.withResolvers<void>()
    const one = await startJobs({
      ...note,
      due: async ({ id }) => {
        if (id === 'fails once' && ++tries === 1) throw new Error('not yet')
        if (id === 'handed over') await stuck.promise
        await note.due(due(id))
      },
    })
    for (const id of ['fails once', 'handed over']) {
      await transaction(db, (tx) => one.add(tx, 'due', due(id), inAMoment()))
    }
    await vi.waitFor(() => expect(tries).toBe(1), soon)
    const two = await startJobs()
    await one.close()
    await vi.waitFor(() => expect([done.get('fails once'), done.get('handed over')]).toEqual([1, 1]), soon)
    stuck.resolve()
    await two.close()
  })

  it('of a node that died are done by another, once they have expired', async () => {
    const dead = await startJobs({ ...note, due: () => new Promise(() => {}) })
    await transaction(db, (tx) => dead.add(tx, 'due', due('left behind'), inAMoment()))
    const grow = `update chime_jobs.job set started_on = started_on - interval '1 hour' where name = 'due' and state = 'active'`
    await vi.waitFor(async () => expect((await db.pool.query(grow)).rowCount).toBe(1), soon)
    const other = await createJobs(db, silent, { superviseSeconds: 1 })
    open.push(other)
    await other.start(note)
    await vi.waitFor(() => expect(done.get('left behind')).toBe(1), soon)
    await Promise.all([dead.close(), other.close()])
  })

  it('survive killed backends, a restart and a freeze; the log hears of each outage once', async () => {
    const warnings: unknown[] = []
    const jobs = await startJobs(note, { ...silent, warn: (...said: unknown[]) => void warnings.push(said) })
    const names = Array.from({ length: 30 }, (_, i) => `job ${i}`)
    for (const name of names) await transaction(db, (tx) => jobs.add(tx, 'due', due(name), inAMoment(1_000)))
    const kill = `select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'chime jobs'`
    for (let i = 0; i < 20; i++) {
      await db.pool.query(kill)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    await server.kill()
    await vi.waitFor(() => expect(warnings.length).toBeGreaterThan(0), soon)
    await server.restart()
    await vi.waitFor(() => expect(names.filter((name) => !done.has(name))).toEqual([]), soon)
    // Closing takes seconds, even while the server is frozen.
    await server.pause()
    const began = Date.now()
    await jobs.close()
    expect(Date.now() - began).toBeLessThan(15_000)
    await server.resume()
    // There were twenty kills and a restart. If each failure were logged it would be one each second for each connection.
    expect(warnings.length).toBeLessThan(40)
  })
})
