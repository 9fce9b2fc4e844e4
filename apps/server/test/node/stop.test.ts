import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openDatabase } from '@chime/db'
import { person, startTestNode } from '@chime/testing/node'
import { groupOf } from '@chime/testing/one-node'
import { createTestDatabase, type TestDatabase } from '@chime/testing/postgres'
import { call, openRaw } from '@chime/testing/raw-client'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('a node that stops', { timeout: 20_000 }, () => {
  it('finishes what is in flight, also when that takes seconds', async () => {
    const node = await startTestNode({ DATABASE_URL: database.url })
    const ann = await person(node.url)
    const channelId = await groupOf(ann)
    await ann.close()
    // Another transaction locks the channel's row, so that the rename has to wait.
    const db = openDatabase({ url: database.url, maxConnections: 1, log: pino({ level: 'silent' }) })
    const holder = await db.pool.connect()
    await holder.query('begin')
    await holder.query('select 1 from channels where id = $1 for update', [channelId])
    const headers = { authorization: `Bearer ${ann.token}` }
    const rename = call(node.url, 'channels.update', { input: { channelId, name: 'In time' }, headers })
    const waiting = async () => {
      const { rows } = await holder.query(
        `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      )
      return rows.length > 0
    }
    while (!(await waiting()));
    const stopped = node.stop()
    setTimeout(() => void holder.query('commit'), 2_500)
    expect(await rename).toMatchObject({ status: 200, data: { name: 'In time' } })
    await stopped
    holder.release()
    await db.close()
  })

  it('lets go of the sockets of the web app, too', async () => {
    const web = createServer()
    const wss = new WebSocketServer({ server: web })
    web.listen(0, '127.0.0.1')
    await once(web, 'listening')
    const { port } = web.address() as AddressInfo // listening on TCP
    const node = await startTestNode({ DATABASE_URL: database.url, WEB_URL: `http://127.0.0.1:${port}` })
    const ws = new WebSocket(`${node.url.replace('http', 'ws')}/_next/hmr`)
    await once(ws, 'open')
    const closed = once(ws, 'close')
    const before = Date.now()
    await node.stop()
    expect(Date.now() - before).toBeLessThan(9_000)
    await closed
    wss.close()
    web.close()
  })

  it('takes no new calls, and says so to whoever asks for its health', async () => {
    const node = await startTestNode({ DATABASE_URL: database.url })
    const { token, close } = await person(node.url)
    await close()
    const socket = await openRaw(node.url, { token })
    await socket.ask('query', 'auth.me')
    const stopped = node.stop()
    await expect(fetch(`${node.url}/readyz`).then(({ status }) => expect(status).toBe(503))).rejects.toThrow()
    expect(await socket.closed).toBe(1012)
    await stopped
    await expect(fetch(`${node.url}/healthz`)).rejects.toThrow()
  })
})
