import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { type Answers, type Attack, countAnswers, type Target } from './attack.ts'
import { loopback } from './http.ts'

const seconds = 6

async function openSocket({ url, attackers }: Target, from: number): Promise<WebSocket> {
  const token = attackers[0]?.token ?? ''
  const socket = new WebSocket(`${url.replace('http', 'ws')}/trpc`, {
    headers: { authorization: `Bearer ${token}` },
    localAddress: loopback(from),
    perMessageDeflate: false,
  })
  socket.on('error', () => {})
  await Promise.race([once(socket, 'open'), once(socket, 'close')])
  return socket
}

/** Sends a frame on each of this person's sockets, again as soon as it is answered, for some seconds. */
async function flood(target: Target, sockets: number, { frame, reads }: { frame(n: number): string; reads: boolean }) {
  const open = await Promise.all(Array.from({ length: sockets }, (_, n) => openSocket(target, n % 20)))
  const answers: string[] = []
  let isDone = false
  for (const [n, socket] of open.entries()) {
    socket.on('close', (code) => answers.push(`closed ${code}`))
    if (!reads) socket.pause()
    socket.on('message', (data) => {
      const text = String(data)
      answers.push(/"reason":"([A-Z_]+)"/.exec(text)?.[1] ?? (text.includes('"error"') ? 'error' : 'ok'))
      if (!isDone && socket.readyState === socket.OPEN) socket.send(frame(n))
    })
    for (let i = 0; i < 10; i++) socket.send(frame(n))
  }
  await sleep(seconds * 1_000)
  isDone = true
  for (const socket of open) socket.terminate()
  await sleep(500)
  return countAnswers(answers)
}

const call = (id: number, method: string, path: string, input: object) => ({ id, method, params: { path, input } })

let ids = 0

export const socketAttacks: Attack[] = [
  {
    name: 'subscriptions',
    sends: 'events.subscribe with 1,000 unknown ids, on 20 sockets at once, for 6 s',
    run(target) {
      const channelIds = Array.from({ length: 1_000 }, () => crypto.randomUUID())
      const frame = () => JSON.stringify(call(++ids, 'subscription', 'events.subscribe', { channelIds }))
      return flood(target, 20, { frame, reads: true })
    },
  },
  {
    name: 'pages on sockets',
    sends: 'batches of 20 messages.list, each call 100 messages of 24 KB, on 20 sockets, never read, for 6 s',
    run(target) {
      const input = { channelId: target.channelId, limit: 100 }
      const frame = () => JSON.stringify(Array.from({ length: 20 }, () => call(++ids, 'query', 'messages.list', input)))
      return flood(target, 20, { frame, reads: false })
    },
  },
  {
    name: 'pings',
    sends: 'pings of 125 bytes on 20 sockets, 500 a second on each, pongs never read, for 6 s',
    async run(target): Promise<Answers> {
      const open = await Promise.all(Array.from({ length: 20 }, (_, n) => openSocket(target, n)))
      const answers: string[] = []
      const ping = Buffer.alloc(125, 1)
      for (const socket of open) {
        socket.on('close', (code) => answers.push(`closed ${code}`))
        socket.pause()
      }
      for (let tick = 0; tick < seconds * 20; tick++) {
        for (const socket of open) for (let i = 0; i < 25; i++) if (socket.readyState === socket.OPEN) socket.ping(ping)
        await sleep(50)
      }
      for (const socket of open) socket.terminate()
      return countAnswers(answers)
    },
  },
]
