// Attacks on a running node by one person, and what somebody else feels meanwhile.
// Run: npm run bench -- attacks [a part of an attack's name …]
import { setTimeout as sleep } from 'node:timers/promises'
import { waitUntil } from '@chime/testing/wait-until'
import type { Attack, Target } from './attacks/attack.ts'
import { httpAttacks } from './attacks/http-attacks.ts'
import { innocentPerson } from './attacks/innocent.ts'
import { addLongMessages, startSilentWeb } from './attacks/scene.ts'
import { socketAttacks } from './attacks/socket-attacks.ts'
import { usageOf, watchUsage } from './attacks/usage.ts'
import { startVictim } from './attacks/victim.ts'
import { report } from './report/report.ts'
import type { Cell } from './report/result.ts'
import { addChannels } from './seed/channels.ts'
import { startDatabase } from './seed/database.ts'
import { addPeople } from './seed/people.ts'

const heapMiB = 512
const goalP99Ms = 1_000
const settleMs = 1_000
/** How long somebody uses the node in peace, to compare with. */
const calmMs = 6_000
const indexMs = 300_000

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const attacks = [...httpAttacks, ...socketAttacks].filter(
  ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
)

const database = await startDatabase()
const [innocent, ...attackers] = await addPeople(database.pool, 3)
const [first, second] = attackers
if (!innocent || !first || !second) throw new Error('nobody was added')
const [channelId = ''] = await addChannels(
  database.pool,
  1,
  attackers.map(({ id }) => id),
)
const [quiet = ''] = await addChannels(database.pool, 1, [innocent.id])
await addLongMessages(database.pool, channelId, second.id)
const web = await startSilentWeb()

const measured = []
for (const attack of attacks) measured.push({ attack, ...(await suffer(attack)) })
web.stop()
await database.stop()

/** Starts a node, attacks it once, and says what came of it. */
async function suffer(attack: Attack) {
  const node = await startVictim(database.url, { heapMiB, webUrl: web.url })
  await untilIndexed()
  const target: Target = { ...node, channelId, attackers }
  const before = await usageOf(node.program.pid)
  const somebody = innocent as NonNullable<typeof innocent>
  const inPeace = await innocentPerson(node.url, somebody, quiet)
  await sleep(calmMs)
  const calm = await inPeace.stop()
  const person = await innocentPerson(node.url, somebody, quiet)
  await sleep(settleMs)
  await readLag(node.url)
  const usage = watchUsage(node.program.pid)
  const answers = await attack.run(target).catch((error: unknown) => new Map([[String(error), 1]]))
  const felt = await person.stop()
  const most = usage.stop()
  const alive = node.isAlive()
  const lagMs = alive ? await readLag(node.url).catch(() => null) : null
  await sleep(settleMs)
  const after = await usageOf(node.program.pid)
  await node.program.kill9()
  return { answers, calm, felt, most, before, after, alive, lagMs }
}

/** The longest that the node's event loop was held since it was asked last, in milliseconds. */
async function readLag(url: string): Promise<number | null> {
  const text = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(20_000) })).text()
  const seconds = /^nodejs_eventloop_lag_max_seconds ([\d.e-]+)/m.exec(text)?.[1]
  return seconds === undefined ? null : Number(seconds) * 1_000
}

/** The node indexes the long messages by itself, which takes it a while. What is measured is the attack, and not that. */
async function untilIndexed(): Promise<void> {
  const behind = `select from channels c left join message_search_channels i on i.channel_id = c.id
    where c.revision > coalesce(i.revision, 0)`
  const isIndexed = async () => (await database.pool.query(behind)).rowCount === 0
  if (!(await waitUntil(isIndexed, { timeoutMs: indexMs }))) throw new Error('the node does not index')
}

const rows: Cell[][] = measured.map(({ attack, answers, calm, felt, most, before, after, alive, lagMs }) => [
  attack.name,
  [...answers].map(([answer, count]) => `${count}× ${answer}`).join(', '),
  alive ? 'lives' : 'DIED',
  `${whole(before.memoryMiB)} → ${whole(most.memoryMiB)}`,
  `${whole(before.descriptors)} → ${whole(most.descriptors)} → ${alive ? whole(after.descriptors) : '–'}`,
  whole(lagMs),
  `${whole(calm.p50)} → ${whole(felt.p50)}`,
  `${whole(calm.p99)} → ${whole(felt.p99)}`,
  felt.unanswered,
])

function whole(value: number | null): string {
  return value === null ? '–' : String(Math.round(value))
}

const worst = Math.max(...measured.map(({ felt }) => felt.p99))
/** A busy machine makes everybody wait. How much longer is what the attack does. */
const longer = Math.max(...measured.map(({ calm, felt }) => felt.p99 / calm.p99))
await report({
  name: 'attacks',
  title: `What one person does to a node of ${heapMiB} MB, and what somebody else feels`,
  command: 'npm run bench -- attacks',
  columns: [
    'attack',
    'answered',
    'node',
    'memory, MiB',
    'descriptors',
    'loop held, ms',
    'innocent p50, ms: in peace → attacked',
    'p99, ms',
    'unanswered',
  ],
  rows,
  goals: [
    {
      what: 'the node lives through every attack',
      goal: 'all',
      measured: `${measured.filter(({ alive }) => alive).length} of ${measured.length}`,
      met: measured.every(({ alive }) => alive),
    },
    {
      what: 'p99 of the innocent, in the worst attack',
      goal: `≤ ${goalP99Ms} ms`,
      measured: `${Math.round(worst)} ms`,
      met: worst <= goalP99Ms,
    },
    {
      what: 'the same as a multiple of that in peace, in the attack where it is the highest',
      goal: 'told',
      measured: `${longer.toFixed(1)} times`,
      met: true,
    },
  ],
  notes: attacks.map(({ name, sends }) => `${name}: ${sends}`),
  versions: database.versions,
})
process.exit()
