import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Target } from './attack.ts'

/** An address of this machine's own, so that one attacker can come from many. */
export const loopback = (n: number) => `127.0.${1 + Math.floor(n / 250)}.${1 + (n % 250)}`

/** Opens a connection, from one of many addresses of this machine. */
export async function connection({ host, port }: Target, from = 0): Promise<Socket> {
  const socket = connect({ host, port, localAddress: loopback(from) })
  socket.on('error', () => {})
  await Promise.race([once(socket, 'connect'), once(socket, 'close')])
  return socket
}

/** The path of a GET batch that makes the same call again and again. */
export function batchPath(procedure: string, input: object, times: number): string {
  const inputs = Object.fromEntries(Array.from({ length: times }, (_, i) => [i, input]))
  const names = Array.from({ length: times }, () => procedure).join(',')
  return `/trpc/${names}?batch=1&input=${encodeURIComponent(JSON.stringify(inputs))}`
}

export const getRequest = (path: string, token: string) =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`

/**
 * How a connection was answered: the status of the first response, `closed` when it was cut off without one, or
 * `nothing` after this time.
 */
export async function answerOf(socket: Socket, afterMs: number): Promise<string> {
  if (socket.destroyed) return 'closed'
  const [how] = await Promise.race([
    once(socket, 'data').then(([data]) => [/^HTTP\/1\.1 (\d+)/.exec(String(data))?.[1] ?? 'data']),
    once(socket, 'close').then(() => ['closed']),
    sleep(afterMs).then(() => ['nothing']),
  ])
  return how ?? 'nothing'
}
