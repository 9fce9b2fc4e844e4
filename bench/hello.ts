// The cost of a stream's first event, which holds the head of each of the user's channels: queries and time.
// Run: npm run bench -- hello
import { type Hello, limits } from '@chime/protocol'
import pg from 'pg'
import { startNode } from './calls/node.ts'
import { RawTrpcClient } from './calls/raw-trpc-client.ts'
import { sampleInTurn } from './calls/samples.ts'
import { recordStatements } from './calls/statements.ts'
import { quick } from './report/quick.ts'
import { report } from './report/report.ts'
import type { Cell } from './report/result.ts'
import { ratio } from './report/statistics.ts'
import { formatNumber } from './report/table.ts'
import { addChannels, addUnread, settleTables } from './seed/channels.ts'
import { startDatabase } from './seed/database.ts'
import { addPeople, type Seeded } from './seed/people.ts'

type Membership = { count: number; unread: boolean }
const calm = (count: number): Membership => ({ count, unread: false })
const memberships = quick
  ? [calm(1), { count: 20, unread: true }]
  : [...[1, 10, 100, 1_000].map(calm), { count: 1_000, unread: true }]
const othersChannels = quick ? 10 : 5_000
const people = 10
const runs = quick ? { rounds: 3, each: 1 } : { rounds: 20, each: 3 }
const goals = { queries: 2, ms: 20 }

const heads = `select c.id, c.revision, c.last_number, c.counted, m.read_number, m.read_counted, m.read_version
  from members m join channels c on c.id = m.channel_id where m.user_id = $1 and m.left_at is null`
const oneHead = `${heads} and c.id = $2`

const database = await startDatabase()
const others = await addPeople(database.pool, people)
const ids = others.map(({ id }) => id)
await addChannels(database.pool, othersChannels, ids)
const members: (Membership & { me: Seeded; channelIds: string[] })[] = []
for (const { count, unread } of memberships) {
  const [me] = await addPeople(database.pool, 1)
  if (me === undefined) throw new Error('nobody was added')
  const channelIds = await addChannels(database.pool, count, [...ids, me.id])
  if (unread) await addUnread(database.pool, channelIds)
  members.push({ me, count, unread, channelIds })
}
await settleTables(database.pool)
const node = await startNode(database.url)
const bare = new pg.Pool({ connectionString: database.url, max: 10 })

const counted = await countQueries()
const rows: Cell[][] = []
let goalRow = { queries: Number.NaN, ms: Number.NaN }
for (const [i, { me, count, unread, channelIds }] of members.entries()) {
  const queries = counted[i] ?? Number.NaN
  const times = await sampleInTurn(
    {
      hello: () => timedHello(me, count, unread),
      statement: () => bare.query({ name: 'heads', text: heads, values: [me.id] }),
      each: () => Promise.all(channelIds.map((id) => bare.query({ name: 'head', text: oneHead, values: [me.id, id] }))),
    },
    runs,
  )
  const { hello: h, statement, each } = times
  rows.push([
    `${formatNumber(count)} ${count === 1 ? 'channel' : 'channels'}${unread ? ', all unread' : ''}`,
    queries,
    h.p50,
    h.p95,
    await cpuOfHello(me, count, unread),
    statement.p50,
    ratio(h.p50, statement.p50),
    each.p50,
    ratio(each.p50, h.p50),
  ])
  // The last size is the largest.
  goalRow = { queries, ms: h.p50 }
}
await bare.end()
await node.stop()
await database.stop()

const largest = `a member of ${rows.at(-1)?.[0]}`
await report({
  name: 'hello',
  title: 'hello: where all my channels stand',
  command: 'npm run bench -- hello',
  columns: [
    'member of',
    'queries',
    'hello p50, ms',
    'hello p95, ms',
    'server CPU, ms',
    'bare SQL p50, ms',
    'hello : bare',
    'a query per channel p50, ms',
    'that : hello',
  ],
  rows,
  goals: [
    {
      what: `queries for ${largest}`,
      goal: `at most ${goals.queries}`,
      measured: String(goalRow.queries),
      met: goalRow.queries <= goals.queries,
    },
    {
      what: `hello for ${largest}`,
      goal: `≤ ${goals.ms} ms`,
      measured: `${formatNumber(goalRow.ms)} ms`,
      met: goalRow.ms <= goals.ms,
    },
  ],
  chart: {
    unit: 'until hello is there, ms, median',
    better: 'lower',
    ratioTo: 'Chime',
    groups: rows.slice(-2).map((row) => ({
      label: `member of ${row[0]}`,
      bars: [
        { label: 'Chime', value: Number(row[2]), ours: true },
        { label: 'a query per channel', value: Number(row[7]) },
      ],
    })),
  },
  notes: [
    `The time runs from the subscription's frame to its first event, parsed, on an open WebSocket. Around these channels there are ${formatNumber(othersChannels)} of others, each with ${people} members.`,
    'The queries are counted in the log of Postgres. Bare SQL is the same rows, read by one prepared statement straight from the database; a query per channel is that over a pool of 10 connections.',
  ],
  versions: database.versions,
})

/** @returns the time of the stream alone, in ms. The socket is opened before and closed afterwards */
async function timedHello(me: Seeded, channels: number, unread: boolean): Promise<number> {
  const client = await RawTrpcClient.open(node.url, me.token)
  await client.call('query', 'auth.me', {})
  const ms = await helloOn(client, channels, unread)
  client.close()
  return ms
}

async function helloOn(client: RawTrpcClient, channels: number, unread: boolean): Promise<number> {
  const began = performance.now()
  const [first] = await client.call<Hello[]>('subscription', 'events.subscribe', {})
  const ms = performance.now() - began
  if (first?.type !== 'hello' || !first.last || first.channels.length !== channels) {
    throw new Error(`hello has ${first?.channels.length} of ${channels} channels`)
  }
  const wrong = first.channels.find((head) => head.unread !== (unread ? 20 : 0) || head.mentions !== (unread ? 1 : 0))
  if (wrong) throw new Error(`a channel has ${wrong.unread} unread and ${wrong.mentions} mentions`)
  return ms
}

/** Rounded down: the server's audit, once a second, adds less than one query to each hello. */
async function countQueries(): Promise<number[]> {
  const counts: number[] = []
  await recordStatements(database, async (during) => {
    for (const { me, count, unread } of members) {
      const clients = await connectOften(me)
      const { statements } = await during(async () => {
        for (const client of clients) await helloOn(client, count, unread)
      })
      for (const client of clients) client.close()
      counts.push(Math.floor(statements.length / clients.length))
    }
  })
  return counts
}

async function cpuOfHello(me: Seeded, channels: number, unread: boolean): Promise<number> {
  const clients = await connectOften(me)
  const { usage } = await node.measured(async () => {
    for (const client of clients) await helloOn(client, channels, unread)
  })
  for (const client of clients) client.close()
  return usage.cpuUs / 1_000 / clients.length
}

/** One user may not have more sockets open at once. */
async function connectOften(me: Seeded): Promise<RawTrpcClient[]> {
  const clients = await Promise.all(
    Array.from({ length: limits.socketsPerUserMax / 2 }, () => RawTrpcClient.open(node.url, me.token)),
  )
  // An answer shows that the server has accepted the token.
  for (const client of clients) await client.call('query', 'auth.me', {})
  return clients
}
