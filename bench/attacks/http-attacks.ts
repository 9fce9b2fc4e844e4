import { setTimeout as sleep } from 'node:timers/promises'
import { type Attack, countAnswers, type Target } from './attack.ts'
import { answerOf, batchPath, connection, getRequest } from './http.ts'

const addresses = 20
const holdMs = 6_000

/** Opens this many connections from 20 addresses, sends a text on each, holds them, and then leaves. */
async function hold(target: Target, count: number, textOf: (n: number) => string) {
  const sockets = await Promise.all(Array.from({ length: count }, (_, n) => connection(target, n % addresses)))
  const answers = sockets.map((socket, n) => {
    const answer = answerOf(socket, holdMs)
    if (!socket.destroyed) socket.write(textOf(n))
    return answer
  })
  const counted = countAnswers(await Promise.all(answers))
  for (const socket of sockets) socket.destroy()
  await sleep(1_000)
  return counted
}

/** Sends these requests at once, each on its own connection, and reads the answers. */
async function ask(target: Target, requests: string[], patienceMs = 30_000) {
  const answers = requests.map(async (request, n) => {
    const socket = await connection(target, n % addresses)
    const answer = answerOf(socket, patienceMs)
    if (!socket.destroyed) socket.write(request)
    const how = await answer
    socket.resume()
    await sleep(200)
    return { how, socket }
  })
  const all = await Promise.all(answers)
  await sleep(2_000)
  for (const { socket } of all) socket.destroy()
  return countAnswers(all.map(({ how }) => how))
}

const tokenOf = ({ attackers }: Target) => attackers[0]?.token ?? ''

export const httpAttacks: Attack[] = [
  {
    name: 'upgrades',
    sends: '500 upgrades of a path that nobody serves, held 6 s',
    run: (target) =>
      hold(
        target,
        500,
        () =>
          'GET /unknown HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      ),
  },
  {
    name: 'bodies',
    sends: '500 bodies that are never finished, half of them for the web app, held 6 s',
    run: (target) =>
      hold(
        target,
        500,
        (n) =>
          `POST ${n % 2 ? '/login' : '/trpc/auth.login'} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
      ),
  },
  {
    name: 'changes',
    sends: '3 GET batches of 100 channels.changes, each call 500 messages of 24 KB',
    run: (target) => {
      const path = batchPath('channels.changes', { channelId: target.channelId, since: 40, limit: 500 }, 100)
      return ask(
        target,
        Array.from({ length: 3 }, () => getRequest(path, tokenOf(target))),
      )
    },
  },
  {
    name: 'unread answers',
    sends: '40 GET batches of 10 messages.list, each call 100 messages of 24 KB, never read',
    async run(target) {
      const path = batchPath('messages.list', { channelId: target.channelId, limit: 100 }, 10)
      const sockets = await Promise.all(Array.from({ length: 40 }, (_, n) => connection(target, n % addresses)))
      for (const socket of sockets) {
        socket.pause()
        if (!socket.destroyed) socket.write(getRequest(path, tokenOf(target)))
      }
      await sleep(20_000)
      const answers = sockets.map((socket) => answerOf(socket, 100))
      for (const socket of sockets) socket.resume()
      const counted = countAnswers(await Promise.all(answers))
      for (const socket of sockets) socket.destroy()
      return counted
    },
  },
  {
    name: 'search',
    sends: '30 searches for one character, each 100 messages of 8,000 characters',
    run: (target) => {
      const input = encodeURIComponent(JSON.stringify({ query: '的', limit: 100 }))
      const request = getRequest(`/trpc/messages.search?input=${input}`, tokenOf(target))
      return ask(
        target,
        Array.from({ length: 30 }, () => request),
      )
    },
  },
]
