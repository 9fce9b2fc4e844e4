import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { isRunning } from './embedded/process.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts'
import { silent } from './test-data.ts'

const child = fileURLToPath(new URL('./test-embedded-child.ts', import.meta.url))
let parent: string
/** A folder with a cluster in it, shared by the tests below to save the time to make one. */
let dataDir: string
const running = new Set<EmbeddedPostgres>()
const children = new Set<ChildProcess>()

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'chime-embedded-'))
  await chmod(parent, 0o755)
  dataDir = join(parent, 'data', 'postgres')
})
afterEach(async () => {
  for (const one of running) await stop(one)
  if (children.size === 0) return
  await Promise.all([...children].map(kill))
  // What they left running.
  await stop(await start(dataDir))
})
afterAll(() => rm(parent, { recursive: true, force: true }))

async function start(folder: string, options: { port?: number; settings?: Record<string, string> } = {}) {
  const server = await startEmbeddedPostgres({ dataDir: folder, log: silent, ...options })
  running.add(server)
  return server
}

async function stop(server: EmbeddedPostgres) {
  running.delete(server)
  await server.stop()
}

async function ask(url: string, text: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

type Said = { url: string; pid: number; reused: boolean; error?: string }

/** Another process that starts a server in the folder. */
async function startElsewhere(folder: string, options = {}): Promise<{ process: ChildProcess; said: Said }> {
  const started = spawn(process.execPath, [child, folder], { stdio: ['pipe', 'pipe', 'inherit'], ...options })
  children.add(started)
  for await (const line of createInterface({ input: started.stdout }))
    return { process: started, said: JSON.parse(line) }
  throw new Error('the child ended without a word')
}

async function kill(victim: ChildProcess) {
  children.delete(victim)
  if (victim.exitCode !== null || victim.signalCode !== null) return
  const gone = once(victim, 'exit')
  victim.kill('SIGKILL')
  await gone
}

describe('an embedded server', () => {
  it('keeps its data from one start to the next, and the second start takes less than two seconds', async () => {
    const first = await start(dataDir)
    await ask(first.url, 'create table kept as select 42 as answer')
    await stop(first)
    expect(await isRunning(first.pid)).toBe(false)

    const began = performance.now()
    const second = await start(dataDir)
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(second.reused).toBe(false)
    expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  }, 60_000)

  it('is durable, in UTF-8, sorts by code point and knows upper and lower case beyond ASCII', async () => {
    const { url } = await start(dataDir)
    expect(await ask(url, 'show fsync')).toEqual([{ fsync: 'on' }])
    expect(await ask(url, 'show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }])
    expect(await ask(url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }])
    expect(await ask(url, `select 'Z' < 'a' as sorted, lower('ÄØ') as low`)).toEqual([{ sorted: true, low: 'äø' }])
  }, 30_000)

  it('lets in nobody without the password, which only its owner can read', async () => {
    const { url } = await start(dataDir)
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600)
    const wrong = Object.assign(new URL(url), { password: 'guess' }).href
    await expect(ask(wrong, 'select 1')).rejects.toThrow('password authentication failed')
    expect(await ask(url, 'select distinct auth_method from pg_hba_file_rules')).toEqual([
      { auth_method: 'scram-sha-256' },
    ])
  }, 30_000)

  it('listens on the loopback address alone', async () => {
    const { url } = await start(dataDir)
    const port = Number(new URL(url).port)
    expect(await reachable('127.0.0.1', port)).toBe(true)
    const outside = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .filter((one) => !one.internal)
    for (const one of outside) {
      const host = one.family === 'IPv6' && one.scopeid ? `${one.address}%${one.scopeid}` : one.address
      expect(await reachable(host, port)).toBe(false)
    }
  }, 30_000)

  it('writes no statement and no content into its log', async () => {
    const { url } = await start(dataDir)
    const secret = 'a very private message'
    await expect(ask(url, `select '${secret}'::int`)).rejects.toThrow()
    await expect(
      ask(url, `create table t (a text unique); insert into t values ('${secret}'), ('${secret}')`),
    ).rejects.toThrow()
    expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).not.toContain(secret)
  }, 30_000)
})

describe('when the server itself is killed', () => {
  it('it is started again at the same address, with everything that was committed', async () => {
    const server = await start(dataDir)
    await ask(server.url, 'drop table if exists committed; create table committed as select 1 as one')
    const before = server.pid
    process.kill(before, 'SIGKILL')
    await expect
      .poll(() => ask(server.url, 'select * from committed').catch(() => 'away'), { timeout: 20_000 })
      .toEqual([{ one: 1 }])
    await expect.poll(() => server.pid).not.toBe(before)
    // And it ends when it is asked to.
    await stop(server)
    expect(await isRunning(server.pid)).toBe(false)
  }, 60_000)
})

describe('after kill -9 of the process that started it', () => {
  it('the server goes on, and the next start takes it over with everything in it', async () => {
    const first = await startElsewhere(dataDir)
    await ask(first.said.url, 'create table before_kill as select 1 as one')
    await kill(first.process)
    expect(await isRunning(first.said.pid)).toBe(true)

    const began = performance.now()
    const second = await start(dataDir)
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(second).toMatchObject({ reused: true, pid: first.said.pid, url: first.said.url })
    expect(await ask(second.url, 'select * from before_kill')).toEqual([{ one: 1 }])
    // And it can be stopped like one of its own.
    await stop(second)
    expect(await isRunning(second.pid)).toBe(false)
  }, 60_000)

  it('or Ctrl-C, which goes to the whole process group: the server is not in it', async () => {
    const first = await startElsewhere(dataDir, { detached: true })
    const gone = once(first.process, 'exit')
    process.kill(-(first.process.pid ?? expect.fail()), 'SIGINT')
    await gone
    const second = await start(dataDir)
    expect(second).toMatchObject({ reused: true, pid: first.said.pid })
  }, 60_000)

  it('and of the server too, the next start recovers', async () => {
    const first = await startElsewhere(dataDir)
    await ask(first.said.url, 'create table survives as select 1 as one')
    await kill(first.process)
    process.kill(first.said.pid, 'SIGKILL')
    const second = await start(dataDir)
    expect(second.reused).toBe(false)
    expect(await ask(second.url, 'select * from survives')).toEqual([{ one: 1 }])
  }, 60_000)

  it('a server on another port than the one now wanted is stopped, and a new one started', async () => {
    const first = await startElsewhere(dataDir)
    await kill(first.process)
    const port = Number(new URL(first.said.url).port)
    const second = await start(dataDir, { port: port === 65_535 ? port - 1 : port + 1 })
    expect(second.reused).toBe(false)
    expect(await isRunning(first.said.pid)).toBe(false)
    expect(await ask(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
  }, 60_000)
})

describe('a pid file left behind', () => {
  it.each([
    ['by a process that is gone', () => 99_999_998],
    // As after a restart of the machine, when another program got the number.
    ['whose number now belongs to another program', () => process.pid],
  ])(
    '%s does not keep the server from starting',
    async (_, pid) => {
      await stop(await start(dataDir))
      const cluster = join(dataDir, 'cluster')
      await writeFile(
        join(cluster, 'postmaster.pid'),
        `${pid()}\n${cluster}\n1700000000\n5432\n\n127.0.0.1\n  0  0\nready   \n`,
      )
      const server = await start(dataDir)
      expect(server.reused).toBe(false)
      expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
    },
    30_000,
  )
})

describe('two starts in one folder', () => {
  it('at once: one gets it, and the others are told which process has it', async () => {
    const all = await Promise.all([startElsewhere(dataDir), startElsewhere(dataDir), startElsewhere(dataDir)])
    const winners = all.filter(({ said }) => said.error === undefined)
    expect(winners).toHaveLength(1)
    const losers = all.filter(({ said }) => said.error !== undefined)
    for (const { said } of losers)
      expect(said.error).toContain(`in use by another Chime, process ${winners[0]?.process.pid}`)
    // The same from inside one process, and nothing was taken from the winner.
    await expect(start(dataDir)).rejects.toThrow('in use by another Chime')
    expect(await ask(winners[0]?.said.url ?? '', 'select 1 as one')).toEqual([{ one: 1 }])
  }, 60_000)

  it('one after the other: stopping gives the folder back', async () => {
    await stop(await start(dataDir))
    await stop(await start(dataDir))
    expect((await readdir(dataDir)).filter((name) => name.startsWith('lock'))).toEqual([])
  }, 30_000)

  it('of which the first was killed: its lock counts for nothing, even when its pid is in use again', async () => {
    await mkdir(dataDir, { recursive: true })
    await writeFile(join(dataDir, 'lock'), JSON.stringify({ pid: process.pid, started: 'before the restart' }))
    await stop(await start(dataDir))
    await writeFile(join(dataDir, 'lock'), '{"pid":')
    await stop(await start(dataDir))
  }, 30_000)
})

describe('a first start that was cut short', () => {
  it('by kill -9 in the middle of initdb leaves nothing that the next one takes for a database', async () => {
    const folder = join(parent, 'killed')
    const first = spawn(process.execPath, [child, folder], { stdio: 'ignore' })
    await expect
      .poll(() => readdir(folder).catch(() => []), { timeout: 20_000 })
      .toContainEqual(expect.stringMatching(/^initdb-/))
    await kill(first)
    // And what other moments would have left.
    await mkdir(join(folder, 'initdb-earlier', 'base'), { recursive: true })
    await writeFile(join(folder, 'initdb-earlier', 'PG_VERSION'), '18\n')
    await writeFile(join(folder, 'password.new'), 'half')
    const server = await start(folder)
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await readdir(folder)).not.toContain('initdb-earlier')
  }, 60_000)
})

describe('a folder that cannot be used', () => {
  it('is named in the error when it cannot be written', async () => {
    const file = join(parent, 'file')
    await writeFile(file, '')
    await expect(start(join(file, 'postgres'))).rejects.toThrow(
      `The folder ${join(file, 'postgres')} cannot be written`,
    )
  })

  it('is left alone when another version of Postgres made it', async () => {
    await stop(await start(dataDir))
    const version = join(dataDir, 'cluster', 'PG_VERSION')
    const ours = await readFile(version, 'utf8')
    await writeFile(version, '14\n')
    await expect(start(dataDir)).rejects.toThrow('was made by Postgres 14; this is Postgres 18')
    await writeFile(version, ours)
    expect((await readdir(dataDir)).includes('lock')).toBe(false)
  }, 60_000)

  it.runIf(process.getuid?.() === 0)(
    'only in that its parent is closed to others is used all the same, by root',
    async () => {
      await stop(await start(dataDir))
      const closed = await mkdtemp(join(parent, 'closed-'))
      const inside = join(closed, 'postgres')
      await rename(dataDir, inside)
      const server = await start(inside)
      expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
      await stop(server)
      await rename(inside, dataDir)
    },
    60_000,
  )
})

function reachable(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 500 })
    const done = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => done(true))
    socket.once('error', () => done(false))
    socket.once('timeout', () => done(false))
  })
}
