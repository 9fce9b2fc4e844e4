// The cost of `channels.changes`, by the number of changes and by the size of the channel; and of an audit of 10,000 heads.
// Run: npm run bench -- changes
import { sourceFrom } from '@chime/api'
import { openDatabase } from '@chime/db'
import { limits } from '@chime/protocol'
import type { Topic } from '@chime/realtime'
import { quiet } from './calls/caller.ts'
import { startNode } from './calls/node.ts'
import { RawTrpcClient } from './calls/raw-trpc-client.ts'
import { sampleInTurn } from './calls/samples.ts'
import { type PlanNode, recordStatements } from './calls/statements.ts'
import { quick } from './report/quick.ts'
import { report } from './report/report.ts'
import type { Cell } from './report/result.ts'
import { ratio } from './report/statistics.ts'
import { formatNumber } from './report/table.ts'
import { addChannels, addMessages, editMessages, settleTables } from './seed/channels.ts'
import { startDatabase } from './seed/database.ts'
import { addPeople } from './seed/people.ts'

const sizes = quick ? [1_000, 2_000] : [1_000, 100_000, 1_000_000]
const absences = [1, 10, 100, limits.changesMax]
const audited = quick ? 1_000 : 10_000
const runs = quick ? { rounds: 1, each: 1 } : { rounds: 20, each: 3 }
const goals = { growth: 2, auditMs: 30 }
/** The tables that grow with a chat. */
const growing = ['messages', 'members', 'channels', 'users']

const bareChanges = 'select * from messages where channel_id = $1 and revision > $2 order by revision limit 501'

type Changes = { messages: { revision: number }[]; members: unknown[]; reset: boolean; more: boolean; revision: number }

const database = await startDatabase({ preload: 'auto_explain' })
const people = await addPeople(database.pool, 10)
const ids = people.map(({ id }) => id)
const channelIds = await addChannels(database.pool, audited, ids)
const channels = sizes.map((size, i) => ({ size, channelId: channelIds[i] ?? '' }))
for (const { size, channelId } of channels) {
  await addMessages(database.pool, channelId, size)
  await editMessages(database.pool, channelId, limits.changesMax)
}
await settleTables(database.pool)

const [me] = people
if (me === undefined) throw new Error('nobody was added')
const node = await startNode(database.url)
const client = await RawTrpcClient.open(node.url, me.token)
const bare = openDatabase({ url: database.url, maxConnections: 1, log: quiet })

type Case = { size: number; absence: number; channelId: string; since: number; ask: () => Promise<void> }
const cases = channels.flatMap(({ size, channelId }) =>
  absences.map((absence): Case => {
    const head = ids.length + size + limits.changesMax
    const since = head - absence
    const ask = async () => {
      const page = await client.call<Changes>('query', 'channels.changes', { channelId, since, limit: absence })
      const wrong = page.messages.findIndex(({ revision }, i) => revision !== since + 1 + i)
      if (wrong >= 0 || page.messages.length !== absence || page.more || page.reset || page.revision !== head) {
        throw new Error(`${page.messages.length} of ${absence} changes came, up to ${page.revision} of ${head}`)
      }
    }
    return { size, absence, channelId, since, ask }
  }),
)

const plansOf = new Map<Case, PlanNode[][]>()
await recordStatements(database, async (during) => {
  for (const one of cases) plansOf.set(one, (await during(one.ask)).plans)
})
const nodes = [...plansOf.values()].flat(2)
const scanned = new Set(
  nodes.flatMap(({ type, relation }) =>
    type === 'Seq Scan' && relation !== null && growing.includes(relation) ? [relation] : [],
  ),
)
const indexes = new Set(
  nodes.flatMap(({ type, index }) =>
    // The log may also hold the audit, which runs once a second.
    index === null || !growing.some((table) => index.startsWith(table)) ? [] : [`${type} ${index}`],
  ),
)

const rows: Cell[][] = []
const found: { size: number; absence: number; p50: number; buffers: number }[] = []
for (const one of cases) {
  const { size, absence, channelId, since, ask } = one
  const buffers = (plansOf.get(one) ?? []).reduce((sum, [top]) => sum + (top?.buffers ?? 0), 0)
  const { chime, sql } = await sampleInTurn(
    { sql: () => bare.pool.query({ name: 'changes', text: bareChanges, values: [channelId, since] }), chime: ask },
    runs,
  )
  found.push({ size, absence, p50: chime.p50, buffers })
  rows.push([
    `${formatNumber(absence)} of ${formatNumber(size)}`,
    chime.p50,
    chime.p95,
    sql.p50,
    ratio(chime.p50, sql.p50),
    buffers,
  ])
}
client.close()

const source = sourceFrom(bare)
const topics = channelIds.map((id): Topic => `channel:${id}`)
const { audit } = await sampleInTurn(
  {
    audit: async () => {
      const heads = await source.heads(topics)
      if (heads.size !== audited) throw new Error(`${heads.size} of ${audited} heads`)
    },
  },
  quick ? runs : { rounds: 20, each: 1 },
)
const auditRow = `audit: ${formatNumber(audited)} heads`
rows.push([auditRow, audit.p50, audit.p95, null, null, null])
await bare.close()
await node.stop()
await database.stop()

const at = (size: number | undefined, absence: number) =>
  found.find((one) => one.size === size && one.absence === absence)
const [least, most] = [at(sizes[0], 100), at(sizes.at(-1), 100)]
const growth = (most?.p50 ?? Number.NaN) / (least?.p50 ?? Number.NaN)
const pages = (most?.buffers ?? Number.NaN) / (least?.buffers ?? Number.NaN)
await report({
  name: 'changes',
  title: 'channels.changes: catching up after an absence',
  command: 'npm run bench -- changes',
  columns: ['changed, of messages', 'p50, ms', 'p95, ms', 'bare SQL p50, ms', ': bare SQL', 'pages read'],
  rows,
  goals: [
    {
      what: 'read by index alone, of what grows',
      goal: 'no table is read through',
      measured: scanned.size === 0 ? 'none is' : [...scanned].join(', '),
      met: scanned.size === 0,
    },
    {
      what: `100 changes in ${formatNumber(sizes.at(-1) ?? 0)} messages : in ${formatNumber(sizes[0] ?? 0)}`,
      goal: `time grows with what changed: ≤ ${goals.growth}×`,
      measured: `${formatNumber(growth)}× the time, ${formatNumber(pages)}× the pages`,
      met: growth <= goals.growth,
    },
    {
      what: auditRow,
      goal: `about ${goals.auditMs} ms`,
      measured: `${formatNumber(audit.p50)} ms`,
      met: audit.p50 <= goals.auditMs,
    },
  ],
  chart: {
    unit: 'until the changes are there, at the client, ms, median',
    better: 'lower',
    groups: sizes.map((size) => ({
      label: `in a channel of ${formatNumber(size)} messages`,
      bars: absences.map((absence) => ({
        label: `${absence} changed`,
        value: at(size, absence)?.p50 ?? Number.NaN,
        ours: true,
      })),
    })),
  },
  notes: [
    'What changed are edits of messages from all over the channel, old and new; where their rows then lie, Postgres decides. Bare SQL is the statement that reads the changed messages, prepared, without the channel, its members, the right to read and the epoch.',
    `Plans and pages (8 KiB, all from memory) are those that Postgres wrote down while the calls ran: ${[...indexes].sort().join(', ')}.`,
    `The audit is what every node asks once a second about the channels that it serves; around these there are ${formatNumber(audited)} channels with ${ids.length} members each.`,
  ],
  versions: database.versions,
})
