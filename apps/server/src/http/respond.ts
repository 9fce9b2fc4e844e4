import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** Answers with a short text. */
export function respond(res: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  res.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(body)
}

const statusTexts: Record<number, string> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
}

/**
 * Answers on a socket for which there is no response object, and closes it. Without `destroy` such a socket would stay
 * open until its other end closes it, because Node leaves sockets of a server half open.
 */
export function refuseSocket(socket: Duplex, status: number): void {
  if (socket.destroyed || !socket.writable) return void socket.destroy()
  const head = `HTTP/1.1 ${status} ${statusTexts[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
  socket.end(head, () => socket.destroy())
}
