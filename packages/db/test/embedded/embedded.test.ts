import { once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { isRunning } from '../../src/embedded/process.ts'
import { ask, createServers } from './servers.ts'

let servers: Awaited<ReturnType<typeof createServers>>
let dataDir: string

beforeAll(async () => {
  servers = await createServers()
  dataDir = servers.dataDir
})
afterEach(() => servers.stopAll())
afterAll(() => servers?.remove())

describe('an embedded server', () => {
  it('keeps its data from one start to the next, and the second start takes less than two seconds', async () => {
    const first = await servers.start(dataDir)
    await ask(first.url, 'create table kept as select 42 as answer')
    await servers.stop(first)
    expect(await isRunning(first.pid)).toBe(false)

    const began = performance.now()
    const second = await servers.start(dataDir)
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(second.reused).toBe(false)
    expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  }, 60_000)

  it('is durable, in UTF-8, sorts by code point and knows upper and lower case beyond ASCII', async () => {
    const { url } = await servers.start(dataDir)
    expect(await ask(url, 'show fsync')).toEqual([{ fsync: 'on' }])
    expect(await ask(url, 'show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }])
    expect(await ask(url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }])
    expect(await ask(url, `select 'Z' < 'a' as sorted, lower('ÄØ') as low`)).toEqual([{ sorted: true, low: 'äø' }])
  }, 30_000)

  it('lets in nobody without the password, which only its owner can read', async () => {
    const { url } = await servers.start(dataDir)
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600)
    const wrong = Object.assign(new URL(url), { password: 'guess' }).href
    await expect(ask(wrong, 'select 1')).rejects.toThrow('password authentication failed')
    expect(await ask(url, 'select distinct auth_method from pg_hba_file_rules')).toEqual([
      { auth_method: 'scram-sha-256' },
    ])
  }, 30_000)

  it('listens on the loopback address alone', async () => {
    const { url } = await servers.start(dataDir)
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
    const { url } = await servers.start(dataDir)
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
    const server = await servers.start(dataDir)
    await ask(server.url, 'drop table if exists committed; create table committed as select 1 as one')
    const before = server.pid
    process.kill(before, 'SIGKILL')
    await expect
      .poll(() => ask(server.url, 'select * from committed').catch(() => 'away'), { timeout: 20_000 })
      .toEqual([{ one: 1 }])
    await expect.poll(() => server.pid).not.toBe(before)
    // It still ends when it is asked to.
    await servers.stop(server)
    expect(await isRunning(server.pid)).toBe(false)
  }, 60_000)
})

describe('after kill -9 of the process that started it', () => {
  it('the server goes on, and the next start takes it over with everything in it', async () => {
    const first = await servers.startElsewhere(dataDir)
    await ask(first.said.url, 'create table before_kill as select 1 as one')
    await servers.kill(first.process)
    expect(await isRunning(first.said.pid)).toBe(true)

    const began = performance.now()
    const second = await servers.start(dataDir)
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(second).toMatchObject({ reused: true, pid: first.said.pid, url: first.said.url })
    expect(await ask(second.url, 'select * from before_kill')).toEqual([{ one: 1 }])
    // This process can stop it like a server that it has started itself.
    await servers.stop(second)
    expect(await isRunning(second.pid)).toBe(false)
  }, 60_000)

  it('or Ctrl-C, which goes to the whole process group: the server is not in it', async () => {
    const first = await servers.startElsewhere(dataDir, { detached: true })
    const gone = once(first.process, 'exit')
    process.kill(-(first.process.pid ?? expect.fail()), 'SIGINT')
    await gone
    const second = await servers.start(dataDir)
    expect(second).toMatchObject({ reused: true, pid: first.said.pid })
  }, 60_000)

  it('and of the server too, the next start recovers', async () => {
    const first = await servers.startElsewhere(dataDir)
    await ask(first.said.url, 'create table survives as select 1 as one')
    await servers.kill(first.process)
    process.kill(first.said.pid, 'SIGKILL')
    const second = await servers.start(dataDir)
    expect(second.reused).toBe(false)
    expect(await ask(second.url, 'select * from survives')).toEqual([{ one: 1 }])
  }, 60_000)

  it('a server on another port than the one now wanted is stopped, and a new one started', async () => {
    const first = await servers.startElsewhere(dataDir)
    await servers.kill(first.process)
    const port = Number(new URL(first.said.url).port)
    const second = await servers.start(dataDir, { port: port === 65_535 ? port - 1 : port + 1 })
    expect(second.reused).toBe(false)
    expect(await isRunning(first.said.pid)).toBe(false)
    expect(await ask(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
  }, 60_000)
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
