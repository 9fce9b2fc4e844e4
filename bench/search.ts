// Searching a million messages as a user who may read a part of them, for frequent and rare words, and with operators.
// Run: npm run bench -- search
import { setTimeout as sleep } from 'node:timers/promises'
import { startNode } from './calls/node.ts'
import { RawTrpcClient } from './calls/raw-trpc-client.ts'
import { startProgram } from './process/child-program.ts'
import { quick } from './report/quick.ts'
import { report } from './report/report.ts'
import type { Cell } from './report/result.ts'
import { median, percentile, ratio } from './report/statistics.ts'
import { formatNumber } from './report/table.ts'
import { checkKinds } from './search/check.ts'
import { naiveWays, prepareNaive } from './search/naive.ts'
import { type Asked, kindsOf } from './search/queries.ts'
import { addConversations } from './search/seed.ts'
import { addChannels, settleTables } from './seed/channels.ts'
import { startDatabase } from './seed/database.ts'
import { addPeople } from './seed/people.ts'
import { checkSent } from './send/check.ts'
import type { LoadMethods } from './send/load.ts'
import type { SendPlan } from './send/plan.ts'

const counts = quick ? { channels: 50, messages: 12_000 } : { channels: 1_000, messages: 1_000_000 }
const rounds = quick ? 1 : 40
const naiveRounds = quick ? 1 : 5
const goalMs = 50

const database = await startDatabase()
const { pool } = database
const people = await addPeople(pool, quick ? 20 : 500)
const conversations = await addConversations(pool, people, counts)
const hot = await addChannels(
  pool,
  1,
  people.map(({ id }) => id),
)
await settleTables(pool)

// When the node starts, there are messages but no search index, as after an upgrade.
const indexingFrom = performance.now()
const node = await startNode(database.url)
const { usage } = await node.measured(indexed)
const indexing = {
  perSecond: counts.messages / ((performance.now() - indexingFrom) / 1_000),
  cpuUs: usage.cpuUs / counts.messages,
}
for (const table of ['message_search', 'message_search_words', 'message_search_segments'])
  await pool.query(`vacuum (analyze) ${table}`)

async function indexed() {
  for (;;) {
    const { rows } = await pool.query<{ behind: boolean }>(
      `select exists (select from channels c left join message_search_channels i on i.channel_id = c.id
       where c.revision > coalesce(i.revision, 0)) as behind`,
    )
    if (!rows[0]?.behind) return
    await sleep(100)
  }
}

const usernames = await pool.query<{ username: string }>('select username from users order by created_at, id')
const kinds = kindsOf({
  people: usernames.rows.map(({ username }) => username),
  channels: conversations.channelNames,
})
const clients = {
  member: await RawTrpcClient.open(node.url, conversations.member.token),
  newcomer: await RawTrpcClient.open(node.url, conversations.newcomer.token),
}
type Page = { messages: { channelId: string; number: number }[] }
const search = (client: RawTrpcClient, asked: Asked) => client.call<Page>('query', 'messages.search', asked)
await checkKinds(pool, conversations.member.id, kinds, (asked) => search(clients.member, asked))

/** By kind of query, the time of each search in ms. */
const times = new Map(kinds.map(({ name }) => [name, { member: [] as number[], newcomer: [] as number[] }]))
for (let round = -Math.ceil(rounds / 10); round < rounds; round++) {
  for (const { name, next, own } of kinds) {
    for (const who of ['member', 'newcomer'] as const) {
      // These queries name channels that the newcomer is not in, for whom they do not exist.
      if (own && who === 'newcomer') continue
      const asked = next()
      const began = performance.now()
      await search(clients[who], asked)
      if (round >= 0) times.get(name)?.[who].push(performance.now() - began)
    }
  }
}
const { member: _member, newcomer: _newcomer } = clients
for (const client of [_member, _newcomer]) client.close()

await prepareNaive(pool)
const naive = naiveWays(pool, conversations.member.id)
const naiveTimes = new Map(Object.keys(naive).map((name): [string, number[]] => [name, []]))
for (let round = 0; round < naiveRounds; round++) {
  for (const [name, way] of Object.entries(naive)) {
    const began = performance.now()
    await way()
    naiveTimes.get(name)?.push(performance.now() - began)
  }
}

// Sends are measured with indexing and without it. Whoever holds the index's lock keeps all nodes from indexing.
const load = startProgram<LoadMethods>('send/load.ts')
const rates = { indexed: [] as number[], bare: [] as number[] }
let runs = 0
for (let round = quick ? 0 : -1; round < (quick ? 1 : 4); round++) {
  for (const way of ['indexed', 'bare'] as const) {
    const holder = await pool.connect()
    if (way === 'bare') await holder.query('begin; select from message_search_index for update')
    const plan: SendPlan = {
      run: ++runs,
      senders: Math.min(200, people.length),
      channelIds: hot,
      ...(quick ? { messages: 40, ms: 60_000 } : { messages: 100_000, ms: 2_500 }),
    }
    await load.call('connect', { url: node.url, tokens: people.slice(0, plan.senders).map(({ token }) => token) })
    const sent = await load.call('send', plan)
    await load.call('close')
    await holder.query('rollback')
    holder.release()
    await checkSent(pool, plan, sent)
    if (round >= 0) rates[way].push(sent.count / (sent.elapsedMs / 1_000))
    // The indexing of one measurement must not go on during the next.
    await indexed()
  }
}
await load.stop()
const sizes = await pool.query<{ table: string; bytes: number; per: number }>(
  `select t as table, pg_total_relation_size(t::regclass)::float8 as bytes from unnest(array['message_search', 'message_search_words', 'messages']) t`,
)
await node.stop()
await database.stop()

const all = [...times.values()].flatMap(({ member, newcomer }) => [...member, ...newcomer])
const p95 = percentile(all, 95)
const rows: Cell[][] = [...times].map(([name, { member, newcomer }]) => [
  name,
  median(member),
  percentile(member, 95),
  newcomer.length > 0 ? median(newcomer) : null,
  newcomer.length > 0 ? percentile(newcomer, 95) : null,
])
const worst = rows.map((row) => Number(row[2])).toSorted((a, b) => b - a)[0] ?? Number.NaN
rows.push(['all of them', median(all), p95, null, null])
for (const [name, some] of naiveTimes) rows.push([name, median(some), percentile(some, 95), null, null])
const sendRatio = median(rates.indexed) / median(rates.bare)
const mb = (table: string) =>
  formatNumber((sizes.rows.find((row) => row.table === table)?.bytes ?? Number.NaN) / 1024 / 1024)
const barOf = (name: string, label: string) => {
  const found = times.get(name)
  return { label, value: median(found?.member ?? []), ours: true }
}
const naiveBar = (name: string, label: string) => ({ label, value: median(naiveTimes.get(name) ?? []) })
await report({
  name: 'search',
  title: `Searching ${formatNumber(counts.messages)} messages in ${formatNumber(counts.channels)} channels`,
  command: 'npm run bench -- search',
  columns: ['looking for', 'p50, ms', 'p95, ms', 'newcomer p50', 'newcomer p95'],
  rows,
  goals: [
    {
      what: 'search, all kinds together, p95',
      goal: `<= ${goalMs} ms`,
      measured: `${formatNumber(p95)} ms`,
      met: p95 <= goalMs,
    },
    {
      what: 'search, the slowest kind, p95',
      goal: `<= ${goalMs} ms`,
      measured: `${formatNumber(worst)} ms`,
      met: worst <= goalMs,
    },
    {
      what: 'sends per second with the index behind them : without it',
      goal: '>= 0.9×',
      measured: `${ratio(median(rates.indexed), median(rates.bare))}`,
      met: sendRatio >= 0.9,
    },
  ],
  chart: {
    unit: 'until the page is there, ms, median',
    better: 'lower',
    groups: [
      {
        label: 'a rare word',
        bars: [
          barOf('a rare word', 'messages.search'),
          naiveBar('naive: a rare word, GIN', 'GIN, sorted'),
          naiveBar('naive: a rare word, ILIKE', 'ILIKE'),
        ],
      },
      {
        label: 'a common word',
        bars: [
          barOf('a word of every third to tenth', 'messages.search'),
          naiveBar('naive: a common word, GIN', 'GIN, sorted'),
        ],
      },
      {
        label: 'a phrase',
        bars: [barOf('a phrase', 'messages.search'), naiveBar('naive: a phrase, GIN', 'GIN, sorted')],
      },
    ],
  },
  notes: [
    'Who searches is in 200 of 1,000 channels and may read 100 open ones; the newcomer is in two, and may read the open ones. Each query is another one; pages of 20, the newest first unless "the best" is said. At the client, over the WebSocket.',
    'Naive is what comes to mind first: to_tsvector in a GIN index on the messages, or ILIKE, with the same rights, sorted by time. It is asked in SQL alone, without a server.',
    `Indexing what was there: ${formatNumber(indexing.perSecond)} messages/s, ${formatNumber(indexing.cpuUs)} µs of the node's CPU each. With all indexes it takes ${mb('message_search')} MB and ${mb('message_search_words')} MB for parts of words; the messages take ${mb('messages')} MB.`,
    `Sends: ${formatNumber(median(rates.indexed))}/s with the index behind them, ${formatNumber(median(rates.bare))}/s without. The more people write, the longer it rests after each batch: forty times as long as it works at most.`,
  ],
  versions: database.versions,
})
