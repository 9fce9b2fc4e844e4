import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { appRouter } from '@chime/api'
import type { ChannelSpec, ClientSpec, Fixture } from '../clients/fixture.ts'
import type { NewEntry } from '../history/writer.ts'
import type { Cluster } from './cluster.ts'

/** How many people are there from the start to the end. Half of them use Chime's client, half the stock one. */
const people = 10
const secondDevices = ['person-1', 'person-6', 'person-10']
const probes = 3
const socketsPerPerson = 10

/**
 * Creates accounts, sessions and channels. Accounts and sessions are inserted into the tables, because hashing passwords takes
 * long on purpose; channels are created by calls.
 *
 * @param sizes.guests how many sessions will be ended during the run
 * @param sizes.stormSockets how many sockets connect at once in a storm
 */
export async function createFixture(
  cluster: Cluster,
  { seed, now, guests, stormSockets }: { seed: number; now: () => number; guests: number; stormSockets: number },
): Promise<{ fixture: Fixture; setUp: NewEntry[] }> {
  const names = Array.from({ length: people }, (_, i) => `person-${i + 1}`)
  const extras = [...Array.from({ length: probes }, (_, i) => `probe-${i + 1}`), 'reader']
  const users = new Map<string, string>()
  for (const name of [...names, ...extras]) users.set(name, await addUser(cluster, name))
  const idOf = (name: string) => users.get(name) ?? ''

  const spec = async (name: string, device: string, more: Pick<ClientSpec, 'kind' | 'role'>): Promise<ClientSpec> => {
    const { id, token } = await addSession(cluster, idOf(name))
    const comesAndGoes = name === 'person-8' || name === 'person-9'
    return { client: `${name}${device}`, userId: idOf(name), sessionId: id, token, comesAndGoes, ...more }
  }
  const specs: ClientSpec[] = []
  for (const [i, name] of names.entries())
    specs.push(await spec(name, '', { kind: i < people / 2 ? 'chime' : 'stock', role: 'regular' }))
  for (const name of secondDevices)
    specs.push(await spec(name, '-too', { kind: name === 'person-1' ? 'stock' : 'chime', role: 'regular' }))
  for (let i = 1; i <= probes; i++) specs.push(await spec(`probe-${i}`, '', { kind: 'stock', role: 'probe' }))
  specs.push(await spec('reader', '', { kind: 'stock', role: 'reader' }))
  for (let i = 0; i < guests; i++) {
    const name = names[i % 4] ?? 'person-1'
    specs.push(await spec(name, `-guest-${i + 1}`, { kind: i % 3 === 0 ? 'chime' : 'stock', role: 'guest' }))
  }

  const tokenOf = (userId: string) => specs.find((one) => one.userId === userId)?.token ?? ''
  const setUp: NewEntry[] = []
  const port = cluster.nodes[0]?.port ?? 0
  const call = async (userId: string, procedure: string, input: object): Promise<{ id: string }> => {
    const client = specs.find((one) => one.userId === userId)?.client ?? ''
    const id = `set-up#${setUp.length}`
    const place = { client, userId, procedure, channelId: null, input, socket: null, frame: null }
    setUp.push({ at: now(), type: 'call', id, ...place })
    const response = await fetch(`http://127.0.0.1:${port}/trpc/${procedure}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokenOf(userId)}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
    const { result }: { result?: { data: { id: string } } } = JSON.parse(await response.text())
    if (!result) throw new Error(`${procedure} was refused in an untouched cluster`)
    setUp.push({ at: now(), type: 'outcome', id, outcome: 'ok', reason: null, answer: result.data })
    return result.data
  }
  const channels: ChannelSpec[] = []
  const open = async (
    kind: 'public' | 'group',
    name: string,
    use: ChannelSpec['use'],
    owner: string,
    members: string[],
  ) => {
    const ownerId = idOf(owner)
    const others = members.filter((member) => member !== owner).map(idOf)
    const { id } = await call(ownerId, 'channels.create', {
      kind,
      name,
      clientId: randomUUID(),
      ...(kind === 'group' && { memberIds: others }),
    })
    if (kind === 'public') for (const userId of others) await call(userId, 'channels.join', { channelId: id })
    channels.push({ id, kind, use, ownerId, memberIds: [ownerId, ...others] })
  }
  await open('public', 'Town', 'stable', 'person-1', [...names, 'reader'])
  await open('group', 'Team', 'stable', 'person-2', names)
  await open('group', 'Club', 'churn', 'person-1', names)
  await open('group', 'Crew', 'churn', 'person-6', names)
  await open('public', 'Square', 'churn', 'person-3', names)
  await open('group', 'Probes', 'probe', 'probe-1', extras.slice(0, probes))
  await open('group', 'Flood', 'flood', 'person-10', ['person-10', 'reader'])
  const pair = [idOf('person-1'), idOf('person-6')] as const
  const direct = await call(pair[0], 'channels.openDirect', { userId: pair[1] })
  channels.push({ id: direct.id, kind: 'direct', use: 'stable', ownerId: pair[0], memberIds: [...pair] })

  return {
    setUp,
    fixture: {
      specs,
      userIds: [...names, 'reader'].map(idOf),
      channels,
      stormTokens: await addStormTokens(cluster, stormSockets),
      ports: cluster.proxies.clients.map((proxy) => proxy.port),
      procedures: Object.keys(appRouter._def.procedures),
      seed,
    },
  }
}

async function addUser(cluster: Cluster, name: string): Promise<string> {
  const [id = ''] = await addUsers(cluster, [name])
  return id
}

async function addUsers({ query }: Cluster, names: readonly string[]): Promise<string[]> {
  const rows = await query<{ id: string }>(
    `insert into users (username, email, password_hash)
     select name, name || '@example.com', 'nobody signs in with a password here' from unnest($1::text[]) name returning id`,
    [names],
  )
  return rows.map(({ id }) => id)
}

async function addSession(cluster: Cluster, userId: string): Promise<{ id: string; token: string }> {
  const [session] = await addSessions(cluster, [userId])
  if (!session) throw new Error('an inserted row comes back')
  return session
}

/** One session for each user, in the same order. */
async function addSessions({ query }: Cluster, userIds: readonly string[]): Promise<{ id: string; token: string }[]> {
  const made = userIds.map(() => ({ id: randomUUID(), token: randomBytes(32).toString('base64url') }))
  const hashes = made.map(({ token }) => createHash('sha256').update(token).digest('hex'))
  await query(
    `insert into sessions (token_hash, id, user_id, expires_at, ends_at)
     select hash, id, user_id, now() + interval '30 days', now() + interval '180 days'
     from unnest($1::text[], $2::uuid[], $3::uuid[]) as made(hash, id, user_id)`,
    [hashes, made.map(({ id }) => id), userIds],
  )
  return made
}

async function addStormTokens(cluster: Cluster, count: number): Promise<string[]> {
  const names = Array.from({ length: Math.ceil(count / socketsPerPerson) }, (_, i) => `storm-${i}`)
  const sessions = await addSessions(cluster, await addUsers(cluster, names))
  return sessions.flatMap(({ token }) => Array<string>(socketsPerPerson).fill(token)).slice(0, count)
}
