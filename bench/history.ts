// Reading pages of a channel with a million messages, near its end and far from it.
// Run: npm run bench -- history
import { openDatabase } from '@chime/db'
import { callerOn, quiet } from './calls/caller.ts'
import { startNode } from './calls/node.ts'
import { RawTrpcClient } from './calls/raw-trpc-client.ts'
import { sampleInTurn } from './calls/samples.ts'
import { barePage, type Cursor } from './history/pages.ts'
import { quick } from './report/quick.ts'
import { report } from './report/report.ts'
import { ratio } from './report/statistics.ts'
import { formatNumber } from './report/table.ts'
import { addChannels, addMessages, settleTables } from './seed/channels.ts'
import { startDatabase } from './seed/database.ts'
import { addPeople } from './seed/people.ts'

const messages = quick ? 1_000 : 1_000_000
const limit = 50
const runs = quick ? { rounds: 2, each: 1 } : { rounds: 40, each: 10 }
const goals = { toBare: 1.5, toFastest: 1.25 }

type Place = { name: string; cursor: Cursor; first: number }
const middle = messages / 2
const places: Place[] = [
  { name: 'the end', cursor: {}, first: messages - limit + 1 },
  { name: 'the middle', cursor: { before: middle }, first: middle - limit },
  { name: 'the start', cursor: { after: 0 }, first: 1 },
  { name: 'around the middle', cursor: { around: middle }, first: middle - Math.floor((limit - 1) / 2) },
]

const database = await startDatabase()
const people = await addPeople(database.pool, 10)
const [channelId = '', ...others] = await addChannels(
  database.pool,
  11,
  people.map(({ id }) => id),
)
await addMessages(database.pool, channelId, messages)
for (const other of others) await addMessages(database.pool, other, messages / 100)
await settleTables(database.pool)

const [me] = people
if (me === undefined) throw new Error('nobody was added')
const node = await startNode(database.url)
const bareNode = await startNode(database.url, 'history/bare-server.ts')
const client = await RawTrpcClient.open(node.url, me.token)
const bareClient = await RawTrpcClient.open(bareNode.url, '')
// Only one connection, which the bare statement and the call in this process use in turn.
const db = openDatabase({ url: database.url, maxConnections: 1, log: quiet })
const caller = callerOn(db, me.id)

const rows = []
const inProcess = []
const perPlace = []
for (const { name, cursor, first } of places) {
  const input = { channelId, limit, ...cursor }
  const exactly = (page: { messages: { number: number }[] }) => {
    const numbers = page.messages.map(({ number }) => number)
    const wrong = numbers.findIndex((number, i) => number !== first + i)
    if (wrong >= 0 || numbers.length !== limit) throw new Error(`at ${name} there are ${numbers.join(' ')}`)
  }
  const times = await sampleInTurn(
    {
      bare: () => db.pool.query(barePage(channelId, cursor, limit)),
      call: async () => exactly(await caller.messages.list(input)),
      bareServer: () => bareClient.call('query', 'messages.list', input),
      chime: async () => exactly(await client.call('query', 'messages.list', input)),
    },
    runs,
  )
  const { bare, call, bareServer, chime } = times
  inProcess.push(call.p50 / bare.p50)
  perPlace.push({ name, ...times })
  rows.push(
    [`${name}: bare SQL`, bare.p50, bare.p95, '1×', null],
    [`${name}: messages.list, in the server`, call.p50, call.p95, ratio(call.p50, bare.p50), null],
    [
      `${name}: bare SQL behind a bare WebSocket`,
      bareServer.p50,
      bareServer.p95,
      ratio(bareServer.p50, bare.p50),
      '1×',
    ],
    [
      `${name}: messages.list, at the client`,
      chime.p50,
      chime.p95,
      ratio(chime.p50, bare.p50),
      ratio(chime.p50, bareServer.p50),
    ],
  )
}
client.close()
bareClient.close()
await db.close()
await node.stop()
await bareNode.stop()
await database.stop()

// A page around a message is two pages, so more work. It is compared only with its own bare SQL.
const single = perPlace.slice(0, 3).map(({ chime }) => chime.p50)
const spread = Math.max(...single) / Math.min(...single)
const worst = Math.max(...inProcess)
await report({
  name: 'history',
  title: `messages.list: ${limit} messages of a channel of ${formatNumber(messages)}`,
  command: 'npm run bench -- history',
  columns: ['page at', 'p50, ms', 'p95, ms', ': bare SQL', ': bare WebSocket'],
  rows,
  goals: [
    {
      what: 'slowest of end, middle and start : fastest, at the client',
      goal: `the same; ≤ ${goals.toFastest}× with the noise of a machine`,
      measured: `${formatNumber(spread)}×`,
      met: spread <= goals.toFastest,
    },
    {
      what: 'the call in the server : bare SQL on the same connection, worst place',
      goal: `≤ ${goals.toBare}×`,
      measured: `${formatNumber(worst)}×`,
      met: worst <= goals.toBare,
    },
  ],
  chart: {
    unit: 'until the page is there, ms, median',
    better: 'lower',
    ratioTo: 'bare SQL',
    groups: perPlace.map(({ name, bare, call, bareServer, chime }) => ({
      label: name,
      bars: [
        { label: 'bare SQL', value: bare.p50 },
        { label: 'messages.list, in the server', value: call.p50, ours: true },
        { label: 'bare SQL, bare WebSocket', value: bareServer.p50 },
        { label: 'messages.list, at the client', value: chime.p50, ours: true },
      ],
    })),
  },
  notes: [
    'Bare SQL reads the page and nothing else, by a prepared statement. messages.list also reads the channel and looks whether one may read it.',
    'In the server is the router with all its checks, called on the same connection as the bare SQL; at the client adds the WebSocket, JSON on both sides and the time of another process. Bare SQL behind a bare WebSocket is the least that any server could do: no session, no rights, no checks.',
  ],
  versions: database.versions,
})
