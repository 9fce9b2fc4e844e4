// Acknowledged sends per second, to one channel and spread over many, compared with a transaction for each message.
// Run: npm run bench -- send
import { startNode } from './calls/node.ts'
import { startProgram } from './process/child-program.ts'
import { quick } from './report/quick.ts'
import { report } from './report/report.ts'
import type { Cell, Goal } from './report/result.ts'
import { median, percentile, ratio } from './report/statistics.ts'
import { formatNumber } from './report/table.ts'
import { addChannels } from './seed/channels.ts'
import { describeDisk, startDatabase } from './seed/database.ts'
import { addPeople } from './seed/people.ts'
import { checkSent } from './send/check.ts'
import type { DirectMethods, DirectWay } from './send/direct.ts'
import type { LoadMethods } from './send/load.ts'
import { preparePgbench } from './send/pgbench.ts'
import type { SendPlan } from './send/plan.ts'
import { postgresCpuUs } from './send/postgres-cpu.ts'

const rounds = quick ? 1 : 3
const people = quick ? 20 : 200
const spreadOver = quick ? 5 : 100
/** A run ends after a time, so that it does not take longer on a slow machine. The short form ends after a count. */
const run = quick ? { messages: 40, ms: 60_000 } : { messages: 100_000, ms: 2_500 }
const warmUpMs = 500
const goals = { ratio: 10, cpuUs: 60 }

type Through = 'chime' | 'naive' | DirectWay
type Scenario = { name: string; through: Through; senders: number; spread?: boolean }
const scenarios: Scenario[] = [
  { name: 'Chime, 1 sender', through: 'chime', senders: 1 },
  { name: 'Chime, 10 senders', through: 'chime', senders: 10 },
  { name: 'Chime, 100 senders', through: 'chime', senders: 100 },
  { name: 'Chime, 200 senders', through: 'chime', senders: 200 },
  {
    name: `Chime, 200 senders over ${spreadOver} channels`,
    through: 'chime',
    senders: 200,
    spread: true,
  },
  { name: 'tRPC, a transaction each, 10 senders', through: 'naive', senders: 10 },
  { name: 'tRPC, a transaction each, 200 senders', through: 'naive', senders: 200 },
  {
    name: `tRPC, a transaction each, 200 senders over ${spreadOver} channels`,
    through: 'naive',
    senders: 200,
    spread: true,
  },
  { name: 'a transaction each, 10 at once', through: 'transactions', senders: 10 },
  { name: "Chime's log, batches of one, 10 at once", through: 'log-of-one', senders: 10 },
  { name: "Chime's log, 200 at once", through: 'log', senders: 200 },
]
const database = await startDatabase()
const seeded = await addPeople(database.pool, people)
const ids = seeded.map(({ id }) => id)
const hot = await addChannels(database.pool, 1, ids)
const many = await addChannels(database.pool, spreadOver, ids)
const pgbench = await preparePgbench(database.url, database.pool, quick ? 1 : undefined)
const servers = { chime: await startNode(database.url), naive: await startNode(database.url, 'send/naive-server.ts') }
const load = startProgram<LoadMethods>('send/load.ts')
const direct = startProgram<DirectMethods>('send/direct.ts')
await direct.call('open', database.url)

type Measured = { perSecond: number; p50: number; p99: number; cpuUs: number; postgresUs: number | null }
const measured = new Map(scenarios.map((scenario): [Scenario, Measured[]] => [scenario, []]))
const pgbenchTps: number[] = []
let runs = 0
// The first round is a warm-up and does not count.
for (let round = quick ? 0 : -1; round < rounds; round += 1) {
  for (const [scenario, all] of measured) {
    const one = await measure(scenario, round < 0 ? { ...run, ms: warmUpMs } : run)
    if (round >= 0) all.push(one)
  }
  if (pgbench && round >= 0) pgbenchTps.push((await pgbench.measure(quick ? 1 : 3)).tps)
}
await load.stop()
await direct.call('close')
await direct.stop()
for (const server of Object.values(servers)) await server.stop()
const disk = await describeDisk()
await database.stop()

async function measure({ through, senders, spread }: Scenario, limit: typeof run): Promise<Measured> {
  const plan: SendPlan = {
    run: ++runs,
    senders: Math.min(senders, people),
    channelIds: spread ? many : hot,
    ...limit,
  }
  const before = await postgresCpuUs(database.pid)
  const { sent, cpuUs } = await send(through, plan)
  const after = await postgresCpuUs(database.pid)
  await checkSent(database.pool, plan, sent)
  return {
    perSecond: sent.count / (sent.elapsedMs / 1_000),
    p50: percentile(sent.latenciesMs, 50),
    p99: percentile(sent.latenciesMs, 99),
    cpuUs: cpuUs / sent.count,
    postgresUs: before === null || after === null ? null : (after - before) / sent.count,
  }
}

async function send(through: Through, plan: SendPlan) {
  if (through !== 'chime' && through !== 'naive') {
    const sent = await direct.call('send', { ...plan, way: through, userIds: ids })
    return { sent, cpuUs: sent.cpuUs }
  }
  const server = servers[through]
  await load.call('connect', { url: server.url, tokens: seeded.slice(0, plan.senders).map(({ token }) => token) })
  const { value, usage } = await server.measured(() => load.call('send', plan))
  await load.call('close')
  return { sent: value, cpuUs: usage.cpuUs }
}

const medianOf = (name: string, what: (one: Measured) => number | null): number => {
  const all = [...measured].find(([scenario]) => scenario.name === name)?.[1] ?? []
  return median(all.map((one) => what(one) ?? Number.NaN))
}
const rate = (name: string) => medianOf(name, ({ perSecond }) => perSecond)
const baseline = 'a transaction each, 10 at once'
const best = 'Chime, 200 senders'
const ratios = [rate(best) / rate(baseline), rate(best) / rate('tRPC, a transaction each, 200 senders')]
const cpu = medianOf(best, ({ cpuUs }) => cpuUs)
const ratioGoal = (what: string, value: number | undefined): Goal => ({
  what,
  goal: `≥ ${goals.ratio}×`,
  measured: `${formatNumber(value ?? Number.NaN)}×`,
  met: (value ?? 0) >= goals.ratio,
})

const rows: Cell[][] = scenarios.map(({ name }) => [
  name,
  rate(name),
  ratio(rate(name), rate(baseline)),
  medianOf(name, ({ p50 }) => p50),
  medianOf(name, ({ p99 }) => p99),
  medianOf(name, ({ cpuUs }) => cpuUs),
  medianOf(name, ({ postgresUs }) => postgresUs),
])
const tps = pgbenchTps.length > 0 ? median(pgbenchTps) : null
const tpcB = 'pgbench TPC-B, 10 clients'
rows.push(
  tps === null
    ? [tpcB, 'not installed', null, null, null, null, null]
    : [tpcB, tps, ratio(tps, rate(baseline)), null, null, null, null],
)
const bar = (name: string, ours = false) => ({ label: name, value: rate(name), ours })
await report({
  name: 'send',
  title: 'Acknowledged sends',
  command: 'npm run bench -- send',
  columns: ['who sends', 'sends / s', ': a transaction each', 'p50, ms', 'p99, ms', 'CPU, µs', 'Postgres CPU, µs'],
  rows,
  goals: [
    ratioGoal('one hot channel, through tRPC : a transaction each, without tRPC', ratios[0]),
    ratioGoal('one hot channel, through tRPC : a transaction each, through tRPC', ratios[1]),
    {
      what: `server CPU of a send, ${best}`,
      goal: `≤ ${goals.cpuUs} µs`,
      measured: `${formatNumber(cpu)} µs`,
      met: cpu <= goals.cpuUs,
    },
  ],
  chart: {
    unit: 'acknowledged sends per second',
    better: 'higher',
    ratioTo: baseline,
    groups: [
      {
        label: 'one channel',
        bars: [
          ...['Chime, 200 senders', 'Chime, 100 senders', 'Chime, 10 senders'].map((name) => bar(name, true)),
          bar('tRPC, a transaction each, 200 senders'),
          bar(baseline),
          ...(tps === null ? [] : [{ label: tpcB, value: tps }]),
        ],
      },
    ],
  },
  notes: [
    'Every sender has one message on its way: it sends the next when the last is acknowledged. Acknowledged is a committed row; who sends is a member, which is checked under the lock. After each run the table is compared with what was acknowledged: every message once, at its number, no holes.',
    'CPU is that of the process that talks to the database: the server, or where there is none the program itself. Clients, server and Postgres share the machine.',
    disk,
  ],
  versions: database.versions,
})
