import { Writable } from 'node:stream'
import { createTestDatabase } from '@chime/testing/postgres'
import { call, openRaw } from '@chime/testing/raw-client'
import { connect, register } from '@chime/testing/stock-client'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { logOptions } from '../../src/logger.ts'
import { type Node, startNode } from '../../src/node.ts'

const lines: string[] = []
let database: Awaited<ReturnType<typeof createTestDatabase>>
let node: Node
beforeAll(async () => {
  database = await createTestDatabase()
  const environment = { PORT: '0', NODE_ENV: 'production', LINK_PREVIEWS: 'off', DATABASE_URL: database.url }
  const config = readConfig({ ...environment, RATE_LIMITS: 'off', LOG_LEVEL: 'debug' })
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  node = await startNode(config, pino(logOptions(config), stream))
})
afterAll(async () => {
  await node.stop()
  await database.drop()
})

type Line = { level: number; msg: string; path?: string; reason?: string; address?: string; userId?: string }
const logged = (): Line[] => lines.map((line) => JSON.parse(line))

it('a wrong password is logged as a warning with the address, and without password and name', async () => {
  const { user } = await register(node.url, 'ann')
  lines.length = 0
  const input = { identifier: user.username, password: 'hunter2 is not it' }
  expect((await call(node.url, 'auth.login', { input })).error?.data.reason).toBe('WRONG_CREDENTIALS')
  const warnings = logged().filter(({ level }) => level >= 40)
  expect(warnings).toMatchObject([{ msg: 'login refused', address: expect.stringContaining('127.0.0.1') }])
  expect(lines.join('')).not.toMatch(new RegExp(`hunter2|${user.username}`))
})

it('what somebody may not do is logged with who, what and why, and without what they said', async () => {
  const [ann, ben] = await Promise.all(['ann', 'ben'].map((name) => register(node.url, name)))
  if (!ann || !ben) throw new Error('there are two')
  const owner = connect(node.url, ann.token)
  const { id: channelId } = await owner.trpc.channels.create.mutate({ kind: 'group', name: 'ours', memberIds: [] })
  await owner.close()
  lines.length = 0
  const socket = await openRaw(node.url, { token: ben.token })
  const message = { channelId, clientId: crypto.randomUUID(), content: 'hunter2 in a message' }
  expect((await socket.ask('mutation', 'messages.send', message)).error?.data.reason).toBe('NOT_FOUND')
  socket.ws.terminate()
  const refused = logged().filter(({ msg }) => msg === 'call refused')
  expect(refused).toMatchObject([{ level: 30, path: 'messages.send', userId: ben.user.id, reason: 'NOT_FOUND' }])
  expect(lines.join('')).not.toContain('hunter2')
})

it('a token is never logged, not even at debug level: in a header, in an address, or as a parameter', async () => {
  const { token } = await register(node.url, 'cem')
  lines.length = 0
  await call(node.url, 'auth.me', { method: 'GET', headers: { authorization: `Bearer ${token}` } })
  await call(node.url, 'auth.revokeSession', { input: { id: token } })
  for (const path of [`/trpc/auth.me?token=${token}`, `/files/${token}`, `/${token}`, `/trpc/${token}`])
    await (await fetch(`${node.url}${path}`)).text()
  for (const path of [`/trpc?token=${token}`, `/trpc?connectionParams=${token}`]) {
    const socket = await openRaw(node.url, { path })
    socket.send({ method: 'connectionParams', data: { token } })
    await socket.ask('query', 'auth.me')
    socket.ws.terminate()
  }
  expect(lines.length).toBeGreaterThan(3)
  expect(lines.filter((line) => line.includes(token))).toEqual([])
})
