import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { person } from '@chime/testing/node'
import { createTestDatabase, type TestDatabase } from '@chime/testing/postgres'
import { runServer } from '@chime/testing/process/server-process'
import { openRaw } from '@chime/testing/raw-client'
import { connect } from '@chime/testing/stock-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let database: TestDatabase
const started: ChildProcess[] = []
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL')
  await database.drop()
})

function run(environment: Record<string, string>) {
  const server = runServer(environment)
  started.push(server.child)
  return server
}

const good = () => ({ PORT: '0', DATABASE_URL: database.url, NODE_ENV: 'production' })

describe('the server process', { timeout: 30_000 }, () => {
  it('with a wrong configuration says everything that is wrong and exits with 1', async () => {
    const { code, output } = await run({ PORT: 'x', LOG_LEVEL: 'loud', REDIS_URL: 'nowhere' }).exited
    expect(code).toBe(1)
    for (const name of ['PORT', 'LOG_LEVEL', 'REDIS_URL']) expect(output).toContain(`${name}: `)
    expect(output).not.toContain('at ')
  })

  it('with its port taken says so in one line and exits with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo // listening on TCP
    const { code, output } = await run({ ...good(), PORT: String(port), LOG_LEVEL: 'error' }).exited
    other.close()
    expect(code).toBe(1)
    expect(output).toContain(`127.0.0.1:${port}`)
    expect(output.trim().split('\n')).toHaveLength(1)
  })

  it('on SIGTERM answers what is in flight, tells its sockets 1012 and exits with 0 within 10 s', async () => {
    const server = run(good())
    const url = await server.listening()
    const { token, trpc, close } = await person(url)
    const socket = await openRaw(url, { token })
    const { id: channelId } = await trpc.channels.create.mutate({ kind: 'group', name: 'last words' })
    await close()

    const before = Date.now()
    server.child.kill('SIGTERM')
    const clientId = crypto.randomUUID()
    const answer = await socket.ask('mutation', 'messages.send', { channelId, clientId, content: 'in flight' })
    expect(answer.result?.data).toMatchObject({ number: 1, content: 'in flight' })
    // tRPC's own notice, so that stock clients connect elsewhere before their sockets are closed.
    expect(await socket.closed).toBe(1012)
    expect(socket.replies).toContainEqual({ id: null, method: 'reconnect' })
    expect(await server.exited).toMatchObject({ code: 0 })
    expect(Date.now() - before).toBeLessThan(10_000)
    await expect(connect(url, token).trpc.auth.sessions.query()).rejects.toThrow()
  })

  it('stops when the process that started it goes away without a word', async () => {
    const server = run(good())
    await server.listening()
    server.child.disconnect()
    expect(await server.exited).toMatchObject({ code: 0 })
  })

  it('logs no password, token or cookie, also at debug level', async () => {
    const server = run({ ...good(), LOG_LEVEL: 'debug' })
    const url = await server.listening()
    const { token, password, user, close } = await person(url)
    await close()
    const login = (attempt: string) =>
      fetch(`${url}/trpc/auth.login?token=${token}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: `chime_session=${token}` },
        body: JSON.stringify({ identifier: user.username, password: attempt }),
      })
    await login('a wrong guess')
    await login(password)
    server.child.kill('SIGTERM')
    const { output } = await server.exited
    expect(output).toContain('signed in')
    for (const secret of [token, password, 'a wrong guess']) expect(output).not.toContain(secret)
  })

  it('with LOG_FILE writes its log there, a line of JSON for each', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chime-log-'))
    const server = run({ ...good(), NODE_ENV: 'development', LOG_FILE: join(folder, 'deep', 'chime.log') })
    await server.listening()
    server.child.kill('SIGTERM')
    await server.exited
    const files = await readdir(join(folder, 'deep'))
    const log = (await Promise.all(files.map((file) => readFile(join(folder, 'deep', file), 'utf8')))).join('')
    const lines = log
      .trim()
      .split('\n')
      .map((line): { msg: string } => JSON.parse(line))
    expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['listening', 'stopping', 'stopped']))
    await rm(folder, { recursive: true })
  })
})
