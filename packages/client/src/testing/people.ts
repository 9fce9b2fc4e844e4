import { type Chime, type ChimeOptions, createChime } from '../chime.ts'
import { createHttpTrpc } from '../connection/trpc.ts'

let people = 0

/** Somebody with an account. `chime()` makes a client of theirs, on another device each time. */
export async function person(url: string, name = 'person') {
  const username = `${name}-${++people}-${Math.random().toString(36).slice(2, 8)}`
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
    /** Connected, with everything known. */
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
