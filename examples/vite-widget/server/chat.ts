import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createChime, mintSession } from '@chime/client'

export type ChatOptions = {
  /** The address of the Chime server. */
  url: string
  /** A server key of it: no page may know it. */
  key: string
  /** The usernames of those who answer, in Chime. */
  agents: readonly string[]
}

const cookie = 'visitor'
const yearSeconds = 365 * 24 * 60 * 60

/**
 * Answers POST requests with the session of the visitor: see `src/session.ts`. A cookie, which the scripts of the page
 * cannot read, says which visitor it is.
 */
export function chat(options: ChatOptions) {
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (req.method !== 'POST') return void res.writeHead(405, { allow: 'POST' }).end()
    const visitor = visitorOf(req) ?? randomUUID()
    try {
      const session = await sessionOf(visitor, options)
      res.writeHead(200, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'set-cookie': `${cookie}=${visitor}; Path=/chat; Max-Age=${yearSeconds}; HttpOnly; SameSite=Lax`,
      })
      res.end(JSON.stringify(session))
    } catch (error) {
      console.error('A visitor could not be signed in:', error)
      res.writeHead(503).end()
    }
  }
}

function visitorOf({ headers }: IncomingMessage): string | null {
  return /(?:^|; )visitor=([\da-f-]{36})(?:;|$)/.exec(headers.cookie ?? '')?.[1] ?? null
}

/**
 * Signs the visitor in and finds their conversation with the company, a private group. The company owns it; it is a user
 * of its own, whom only this server can sign in.
 */
async function sessionOf(visitor: string, { url, key, agents }: ChatOptions) {
  // The cookie is a secret, and people see this id.
  const id = createHash('sha256').update(visitor).digest('hex')
  const name = `Visitor ${id.slice(0, 4)}`
  const [{ user, token }, company] = await Promise.all([
    mintSession(url, key, { externalId: `visitor-${id}`, fullName: name }),
    mintSession(url, key, { externalId: 'company', fullName: 'Sprocket & Sons' }),
  ])
  const { trpc } = createChime({ url, token: company.token })
  const found = await Promise.all(agents.map((query) => trpc.users.search.query({ query, limit: 20 })))
  const agentIds = agents.map((agent, index) => {
    const person = found[index]?.find(({ username }) => username === agent)
    if (!person) throw new Error(`CHIME_AGENTS names ${agent}, whom Chime does not know`)
    return person.id
  })
  // With the same clientId, this is the same group again.
  const channel = await trpc.channels.create.mutate({
    kind: 'group',
    name,
    memberIds: [user.id, ...agentIds],
    clientId: uuidOf(id),
  })
  return { url, token, channelId: channel.id }
}

/** A UUID made of the first digits of a hash. */
const uuidOf = (hash: string) => hash.slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')
