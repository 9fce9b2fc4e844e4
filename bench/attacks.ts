// Attacks on a running node by one person, and what somebody else feels meanwhile.
// Run: npm run bench -- attacks [a part of an attack's name …]
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack, Target } from './attacks/attack.ts'
import { fileAttacks } from './attacks/file-attacks.ts'
import { httpAttacks } from './attacks/http-attacks.ts'
import { innocentPerson } from './attacks/innocent.ts'
import { addLongMessages, startSilentWeb } from './attacks/scene.ts'
import { socketAttacks } from './attacks/socket-attacks.ts'
import { usageOf, watchUsage } from './attacks/usage.ts'
import { startVictim } from './attacks/victim.ts'
import { RawTrpcClient } from './calls/raw-trpc-client.ts'
import { report } from './report/report.ts'
import type { Cell } from './report/result.ts'
import { addChannels } from './seed/channels.ts'
import { startDatabase } from './seed/database.ts'
import { addPeople } from './seed/people.ts'

const heapMiB = 512
const goalP99Ms = 1_000
const settleMs = 1_000

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const attacks = [...httpAttacks, ...socketAttacks, ...fileAttacks].filter(
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
  await untilIndexed(node.url).catch((error: unknown) => {
    throw new Error(`the node does not index: ${error}\n${node.program.output()}`)
  })
  const target: Target = { ...node, channelId, attackers }
  const before = await usageOf(node.program.pid)
  const person = await innocentPerson(node.url, innocent as NonNullable<typeof innocent>, quiet)
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
  return { answers, felt, most, before, after, alive, lagMs }
}

/** The longest that the node's event loop was held since it was asked last, in milliseconds. */
async function readLag(url: string): Promise<number | null> {
  const text = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(20_000) })).text()
  const seconds = /^nodejs_eventloop_lag_max_seconds ([\d.e-]+)/m.exec(text)?.[1]
  return seconds === undefined ? null : Number(seconds) * 1_000
}

/** The node indexes the long messages by itself. */
async function untilIndexed(url: string): Promise<void> {
  const client = await RawTrpcClient.open(url, second?.token ?? '')
  for (let tries = 0; tries < 120; tries++) {
    const { messages } = await client.call<{ messages: unknown[] }>('query', 'messages.search', {
      query: '的',
      limit: 1,
    })
    if (messages.length > 0) break
    await sleep(500)
  }
  client.close()
}

const rows: Cell[][] = measured.map(({ attack, answers, felt, most, before, after, alive, lagMs }) => [
  attack.name,
  [...answers].map(([answer, count]) => `${count}× ${answer}`).join(', '),
  alive ? 'lives' : 'DIED',
  `${whole(before.memoryMiB)} → ${whole(most.memoryMiB)}`,
  `${whole(before.descriptors)} → ${whole(most.descriptors)} → ${alive ? whole(after.descriptors) : '–'}`,
  whole(lagMs),
  whole(felt.p50),
  whole(felt.p99),
  whole(felt.file),
  felt.unanswered,
])

function whole(value: number | null): string {
  return value === null ? '–' : String(Math.round(value))
}

const worst = Math.max(...measured.map(({ felt }) => felt.p99))
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
    'innocent p50, ms',
    'p99, ms',
    'a text file, ms',
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
  ],
  notes: attacks.map(({ name, sends }) => `${name}: ${sends}`),
  versions: database.versions,
})
process.exit()
