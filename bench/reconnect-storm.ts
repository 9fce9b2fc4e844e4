// All clients lose their connections at the same moment and reconnect without waiting. This happens three times.
// Run: npm run bench -- reconnect-storm [--quick]

import { startProgram } from './process/child-program.ts'
import { createEnvironment, type Environment } from './process/environment.ts'
import {
  availableImplementations,
  type ImplementationName,
  implementations,
  startImplementation,
} from './process/implementations.ts'
import type { SendCounts, SenderMethods } from './process/sender.ts'
import { quick } from './report/quick.ts'
import { report } from './report/report.ts'
import type { Cell } from './report/result.ts'
import { median, percentile } from './report/statistics.ts'

const clients = quick ? 50 : 2_000
const storms = quick ? 1 : 3
/** How many channels of a hundred people each user is in, beside the one that all are in. */
const channelsEach = 10
/** Somebody else sends messages at this interval meanwhile. */
const sendEveryMs = 20
const goalMs = 10_000

type Storm = { liveMs: number[]; retries: number; cpuUs: number }
type Outcome = { name: ImplementationName; storms: Storm[]; said: SendCounts[] }

const environment = await createEnvironment(clients, { channelsEach })
const outcomes: Outcome[] = []
for (const name of availableImplementations(environment))
  if (name !== 'prepared') outcomes.push(await measure(name, environment))
await environment.stop()
await report(result(outcomes, environment))

async function measure(name: ImplementationName, environment: Environment): Promise<Outcome> {
  const run = await startImplementation(name, environment)
  await run.connect(clients)
  const others = implementations[name].protocol === 'chime' ? startProgram<SenderMethods>('process/sender.ts') : null
  await others?.call('open', { url: run.people.urls[0] ?? '', token: environment.sender.token })
  const outcome: Outcome = { name, storms: [], said: [] }
  for (let i = 0; i < storms; i += 1) {
    await others?.call('keepSending', { channelId: environment.quietChannelId, everyMs: sendEveryMs })
    const { value, usage } = await run.measured(() => run.load.call('storm'))
    outcome.storms.push({ ...value, cpuUs: usage.cpuUs })
    const said = await others?.call('stopSending')
    if (said) outcome.said.push(said)
  }
  await others?.stop()
  await run.stop()
  return outcome
}

function result(outcomes: Outcome[], { versions }: Environment) {
  const allLive = ({ liveMs }: Storm) => Math.max(...liveMs)
  const rows = outcomes.map(({ name, storms, said }): Cell[] => [
    implementations[name].name,
    median(storms.map(allLive)) / 1_000,
    Math.max(...storms.map(allLive)) / 1_000,
    percentile(
      storms.flatMap(({ liveMs }) => liveMs),
      50,
    ) / 1_000,
    percentile(
      storms.flatMap(({ liveMs }) => liveMs),
      99,
    ) / 1_000,
    median(storms.map(({ cpuUs }) => cpuUs / clients / 1_000)),
    storms.reduce((sum, { retries }) => sum + retries, 0),
    said.length === 0 ? null : said.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    said.length === 0 ? null : said.reduce((sum, { refused }) => sum + refused, 0),
    said.length === 0 ? null : Math.max(...said.map(({ slowestMs }) => slowestMs)) / 1_000,
  ])
  const chime = outcomes.filter(({ name }) => name.startsWith('chime'))
  const slowest = Math.max(...chime.flatMap(({ storms }) => storms.map(allLive)))
  const refused = chime.flatMap(({ said }) => said).reduce((sum, one) => sum + one.refused, 0)
  return {
    name: 'reconnect-storm',
    title: `${clients} clients reconnect at once, in seconds`,
    command: 'npm run bench -- reconnect-storm',
    columns: [
      'server',
      'all live, median',
      'all live, slowest',
      'p50 of clients',
      'p99 of clients',
      'server CPU a client, ms',
      'retries',
      "others' sends",
      'refused',
      'slowest send',
    ],
    rows,
    goals: [
      {
        what: `${clients} clients reconnecting at once are all live`,
        goal: `in <= ${goalMs / 1_000} s, on one node and on two`,
        measured: `${(slowest / 1_000).toFixed(2)} s at the slowest`,
        met: quick ? null : slowest <= goalMs,
      },
      {
        what: 'sends of others refused meanwhile',
        goal: 'none',
        measured: String(refused),
        met: quick ? null : refused === 0,
      },
    ],
    chart: {
      unit: `s until all ${clients} are live`,
      better: 'lower' as const,
      groups: [
        {
          label: 'median of the storms',
          bars: outcomes.map(({ name, storms }) => ({
            label: implementations[name].name,
            value: median(storms.map(allLive)) / 1_000,
            ours: name.startsWith('chime'),
          })),
        },
      ],
    },
    notes: [
      `Every client is somebody else, with a token that is looked up in Postgres. In Chime, live means that hello has come: where each of their ${channelsEach + 1} channels stands, read in one snapshot, and everything since followed. The others say so after the look-up.`,
      'The clients of this test come back without the delay and the jitter that those of Chime have: the worst case.',
    ],
    versions,
  }
}
