import { createHttpTrpc } from '../src/connection/http-trpc.ts'
import { createChime } from '../src/create-chime.ts'
import type { Chime, ChimeOptions } from '../src/types.ts'

let registered = 0

/** Registers an account. `chime()` creates a client for it, each time as on another device. */
export async function person(url: string, name = 'person') {
  const username = `${name}-${++registered}-${Math.random().toString(36).slice(2, 8)}`
  const password = `correct horse ${username}`
  const email = `${username}@example.com`
  const { user, token } = await createHttpTrpc(url).auth.register.mutate({ username, email, password })
  const clients: Chime[] = []
  const chime = (options: ChimeOptions = {}) => {
    const client = createChime({ url, token, ...options })
    clients.push(client)
    return client
  }
  return {
    user,
    username,
    password,
    token,
    chime,
    /** A client that is connected and up to date. */
    async online(options: ChimeOptions = {}) {
      const client = chime(options)
      client.connect()
      await client.ready()
      return client
    },
    close() {
      for (const client of clients) client.close()
    },
  }
}
export type Person = Awaited<ReturnType<typeof person>>
