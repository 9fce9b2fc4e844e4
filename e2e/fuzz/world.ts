import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@chime/testing/postgres'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { createServerKey } from '@chime/testing/process/server-key'
import { call } from '@chime/testing/raw-client'
import { connect, register } from '@chime/testing/stock-client'
import { collecting } from './judge/memory.ts'

/** Who sends an input. `server` is another application with a server key; `admin` is the admin of the whole server. */
export type Role = 'owner' | 'member' | 'outsider' | 'anonymous' | 'server' | 'admin'

type Account = { id: string; username: string; password: string; token: string }
/** Ids by noun, which inputs refer to: `channels`, `users`, `attachments`, `codes` … */
type Pools = Map<string, string[]>

/** As many as an input can name; what comes later takes the place of what came first. */
const poolMax = 6
/** In each channel, so that the numbers that inputs name are there. */
const messagesCount = 8

/** A server with people who attack it, and others whose secrets they must never see. */
export type World = Awaited<ReturnType<typeof createWorld>>

export async function createWorld() {
  const [database, folder] = await Promise.all([createTestDatabase(), mkdtemp(join(tmpdir(), 'chime-fuzz-'))])
  const keep = { DATABASE_URL: database.url, DATA_DIR: folder, LOG_LEVEL: 'error' }
  const server: ChimeServer = await startChimeServer({ ...collecting, ...keep })
  const { url } = server
  // The first account is the admin of the server.
  const admin = await account(url, 'admin')
  const secrets = [...(await plant(url)), new URL(database.url).pathname.slice(1)]
  const serverKey = await createServerKey(database.url)
  let scene = await createScene(url)
  let renewing: Promise<void> | null = null

  const accountOf = (role: Role): Account | null =>
    role === 'admin' ? admin : role === 'anonymous' || role === 'server' ? null : scene.people[role]

  return {
    url,
    secrets,
    server,
    tokenOf: (role: Role): string | undefined => (role === 'server' ? serverKey : accountOf(role)?.token),
    resolve(noun: string, index: number): string {
      const pool = scene.pools.get(noun) ?? []
      return pool[index % pool.length] ?? crypto.randomUUID()
    },
    /** Keeps the id of what an input has made, so that later inputs can refer to it. */
    learn(procedure: string, body: string): void {
      const [noun = ''] = procedure.split('.')
      // Those whom a search finds are not all attackers. The innocent one must not be suspended.
      if (noun === 'users') return
      const [, id] = /"id":"([\da-f-]{36})"/.exec(body) ?? []
      if (id) keepIn(scene.pools, noun, id)
    },
    /** After the session of this role has ended: logs in again, or takes new people when that is refused. */
    async returnAs(role: Role): Promise<void> {
      const lost = accountOf(role)
      if (!lost) return
      const { username: identifier, password } = lost
      const { data } = await call(url, 'auth.login', { input: { identifier, password } })
      if (typeof data === 'object' && data !== null && 'token' in data) lost.token = String(data.token)
      else if (role !== 'admin') await this.renew()
    },
    /** New people and channels: the old ones have been left, archived and blocked by what was tried with them. */
    renew(): Promise<void> {
      renewing ??= createScene(url)
        .then((next) => {
          scene = next
        })
        .finally(() => {
          renewing = null
        })
      return renewing
    },
    async close() {
      await server.close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function account(url: string, name: string): Promise<Account> {
  const { user, token, password } = await register(url, name)
  return { id: user.id, username: user.username, password, token }
}

function keepIn(pools: Pools, noun: string, id: string): void {
  const pool = pools.get(noun) ?? []
  pools.set(noun, [...pool, id].slice(-poolMax))
}

/** Three people, and one of everything that can be had. */
async function createScene(url: string) {
  const [owner, member, outsider] = await Promise.all(['owner', 'member', 'outsider'].map((name) => account(url, name)))
  if (!owner || !member || !outsider) throw new Error('there are three')
  const { trpc, close } = connect(url, owner.token)
  const pools: Pools = new Map()
  const add = (noun: string, ...ids: string[]) => {
    for (const id of ids) keepIn(pools, noun, id)
  }
  add('users', member.id, outsider.id, owner.id)
  const say = (channelId: string) =>
    Promise.all(
      Array.from({ length: messagesCount }, (_, i) => {
        const message = { channelId, clientId: crypto.randomUUID() }
        return i % 2 === 0
          ? trpc.messages.send.mutate({ ...message, content: `message ${i}` })
          : trpc.polls.create.mutate({ ...message, question: 'which?', options: ['this', 'that', 'none'] })
      }),
    )
  for (const kind of ['group', 'public', 'announcement'] as const) {
    const name = `${kind} ${crypto.randomUUID().slice(0, 8)}`
    const { id } = await trpc.channels.create.mutate({ kind, name, memberIds: [member.id] })
    add('channels', id)
    await say(id)
    const invite = await trpc.invites.create.mutate({ channelId: id })
    add('invites', invite.id)
    add('codes', invite.code)
  }
  const [channelId = ''] = pools.get('channels') ?? []
  const direct = await trpc.channels.openDirect.mutate({ userId: member.id })
  const thread = await trpc.channels.openThread.mutate({ channelId, number: 1 })
  await Promise.all([say(direct.id), say(thread.id)])
  add('channels', direct.id, thread.id)
  await close()
  return { people: { owner, member, outsider }, pools }
}

/** Two people with a channel of their own, and in it what nobody else may see. @returns their secrets */
async function plant(url: string): Promise<string[]> {
  const secret = () => `planted${crypto.randomUUID().replaceAll('-', '')}`
  const secrets = { email: secret(), content: secret(), draft: secret(), name: secret(), file: secret() }
  const password = `correct horse ${crypto.randomUUID()}`
  const username = `victim-${crypto.randomUUID().slice(0, 8)}`
  const input = { username, email: `${secrets.email}@example.com`, password }
  const { token } = await connect(url).trpc.auth.register.mutate(input)
  const { trpc, close } = connect(url, token)
  const { id: channelId } = await trpc.channels.create.mutate({ kind: 'group', name: secrets.name, memberIds: [] })
  await trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content: secrets.content })
  await trpc.channels.setDraft.mutate({ channelId, content: secrets.draft })
  await trpc.attachments.create.mutate({ name: `${secrets.file}.txt`, type: 'text/plain', size: 5 })
  await close()
  return [...Object.values(secrets), password, token]
}
