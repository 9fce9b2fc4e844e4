import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { clientPool } from '@chime/testing/node'
import { createTestDatabase, type TestDatabase } from '@chime/testing/postgres'
import { runServer, type ServerProcess } from '@chime/testing/process/server-process'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const clients = clientPool()
const started: ServerProcess[] = []
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  await clients.close()
  for (const { child } of started) child.kill('SIGKILL')
  await Promise.all(started.map(({ exited }) => exited))
  await database.drop()
})

async function start(descriptors: number) {
  const environment = { DATABASE_URL: database.url, PORT: '0', LOG_LEVEL: 'fatal', RATE_LIMITS: 'off' }
  const server = runServer({ ...environment, NODE_ENV: 'production' }, { descriptors })
  started.push(server)
  return { url: await server.listening(), pid: server.child.pid ?? 0, child: server.child }
}

/** The CPU time that the process has used, in seconds. Only Linux says it. */
async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14).map(Number)
  return (user + system) / 100
}

const sockets = 700

/** Opens connections from twenty addresses, as many as the node takes, and again those that it closes, until `stop`. */
function flood(url: string) {
  const { hostname: host, port } = new URL(url)
  const open = new Set<Socket>()
  let refused = 0
  let isOver = false
  const connectAgain = (n: number) => {
    if (isOver) return
    const socket = connect({ host, port: Number(port), localAddress: `127.0.7.${1 + (n % 20)}` })
    open.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => {
      open.delete(socket)
      refused++
      setTimeout(connectAgain, 500, n)
    })
  }
  for (let n = 0; n < sockets; n++) connectAgain(n)
  return {
    refused: () => refused,
    async stop() {
      isOver = true
      const closed = [...open].map((socket) => once(socket, 'close'))
      for (const socket of open) socket.destroy()
      await Promise.all(closed)
    },
  }
}

// With the larger limit the node's own bound on connections holds. With the smaller one the system has no descriptor left.
describe.each([600, 160])('a node that may have %i descriptors', (descriptors) => {
  it('serves those who are in while it is flooded, rests, and lets new people in when the flood is over', async () => {
    const { url, pid, child } = await start(descriptors)
    const early = await clients.person(url, 'early')
    const { id: channelId } = await early.trpc.channels.create.mutate({ kind: 'group', name: 'calm' })
    const say = (content: string) =>
      early.trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content })
    await say('before')

    const attack = flood(url)
    await vi.waitFor(() => expect(attack.refused()).toBeGreaterThan(50), { timeout: 60_000, interval: 50 })
    await say('during')
    const before = await cpuSeconds(pid)
    await sleep(3_000)
    // A loop that asks again and again for what it cannot have would take all of the three seconds.
    expect((await cpuSeconds(pid)) - before).toBeLessThan(2)
    await say('at the end')
    await attack.stop()

    const late = await vi.waitFor(() => clients.person(url, 'late'), { timeout: 60_000, interval: 200 })
    await late.trpc.channels.create.mutate({ kind: 'group', name: 'after' })
    await say('after')
    expect(child.exitCode).toBeNull()
  }, 180_000)
})
