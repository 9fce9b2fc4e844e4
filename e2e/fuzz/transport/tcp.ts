import { connect, type Socket } from 'node:net'

const connectWithinMs = 20_000

/** Opens a connection on which bytes are sent that no client of HTTP or WebSocket would send. */
export function openTcp(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: connectWithinMs }, () => {
      socket.setTimeout(0)
      resolve(socket)
    })
    socket.once('timeout', () => socket.destroy(new Error('no connection')))
    socket.once('error', reject)
  })
}

/** Everything that comes until the server closes the connection, `isEnough` says so, or the time is over. */
export function readAll(
  socket: Socket,
  { withinMs, isEnough = () => false }: { withinMs: number; isEnough?: (read: Buffer) => boolean },
): Promise<Buffer> {
  return new Promise((resolve) => {
    let read = Buffer.alloc(0)
    const done = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve(read)
    }
    const timer = setTimeout(done, withinMs)
    socket.on('data', (chunk: Buffer) => {
      read = Buffer.concat([read, chunk])
      if (isEnough(read)) done()
    })
    socket.on('error', () => {})
    socket.once('close', done)
    if (socket.destroyed) done()
  })
}
