// The server's CPU time for one delivery, when an event goes to all subscribers of a channel: 10, 500 and 5,000 of them.
// Run: npm run bench -- fan-out [--quick]
import { setTimeout as sleep } from 'node:timers/promises'
import { startProgram } from './process/child-program.ts'
import { createEnvironment, type Environment } from './process/environment.ts'
import { eventBytes } from './process/event.ts'
import {
  availableImplementations,
  type ImplementationName,
  implementations,
  type Running,
  startImplementation,
} from './process/implementations.ts'
import type { SenderMethods } from './process/sender.ts'
import { quick } from './report/quick.ts'
import { report } from './report/report.ts'
import type { Cell, Goal } from './report/result.ts'
import { median, ratio } from './report/statistics.ts'

const sizes = quick ? [20] : [10, 500, 5_000]
const rounds = quick ? 1 : 3
const bursts = [4, 1] as const
const idleMs = quick ? 100 : 5_000
const deliveriesPerRun = quick ? 400 : 120_000
const eventsMax = quick ? 20 : 1_000
/** The goals are measured at this size. */
const goalSize = quick ? 20 : 500

/** By size, burst and server: µs of server CPU per delivery, one figure for each run. With burst 0: ms of CPU per idle second. */
const figures = new Map<string, number[]>()
const key = (size: number, burst: number, name: string) => `${size} ${burst} ${name}`
const note = (size: number, burst: number, name: string, value: number) => {
  const at = key(size, burst, name)
  figures.set(at, [...(figures.get(at) ?? []), value])
}
const figure = (size: number, burst: number, name: string): number | null => {
  const values = figures.get(key(size, burst, name))
  return values === undefined ? null : median(values)
}

const wholeWay = 'Chime, sent and committed'
const sendItself = 'the same: µs for the send itself'

const environment = await createEnvironment(Math.max(...sizes))
const present = availableImplementations(environment, { all: true })
for (const size of sizes) await measureAll(size, environment)
await environment.stop()
await report(result(environment))

/** All servers run at the same time and are measured in turn, so that whatever else the machine does affects all of them. */
async function measureAll(size: number, environment: Environment): Promise<void> {
  const running = await Promise.all(present.map((name) => startImplementation(name, environment)))
  for (const run of running) await run.connect(size)
  const chime = running.find(({ name }) => name === 'chime')
  const url = chime?.people.urls[0]
  if (chime === undefined || url === undefined) throw new Error('Chime takes part')
  const sender = startProgram<SenderMethods>('process/sender.ts')
  await sender.call('open', { url, token: environment.sender.token })

  // The first round is not measured, so that the code gets compiled.
  for (let round = -1; round < rounds; round += 1) {
    const turns = [...running.keys()].map((i) => running[(i + Math.max(0, round)) % running.length])
    for (const burst of bursts) {
      const plan = planFor(size, burst)
      for (const run of turns) {
        if (run === undefined) continue
        const { cpuUs } = await run.publish(size, plan)
        if (round >= 0) note(size, burst, implementations[run.name].name, cpuUs / (plan.events * size))
      }
      const sends = Math.min(plan.events, 400)
      const { own, all } = await sendAll(chime, sender, size, sends, burst)
      if (round < 0) continue
      note(size, burst, wholeWay, (all - own) / (sends * size))
      note(size, burst, sendItself, own / sends)
    }
  }
  await Promise.all(
    running.map(async (run) => {
      const { usage } = await run.measured(() => sleep(idleMs))
      note(size, 0, implementations[run.name].name, usage.cpuUs / usage.elapsedMs)
    }),
  )
  await sender.stop()
  await Promise.all(running.map((run) => run.stop()))
}

/** With single events, each waits until the one before must have been delivered, on the second node too. */
function planFor(size: number, burst: number) {
  const events = Math.min(eventsMax, Math.ceil(deliveriesPerRun / size / 4) * 4)
  return burst === 1 ? { events: events / 2, burst, pauseMs: Math.max(1, size / 50) } : { events, burst, pauseMs: 1 }
}

/** The CPU time of sends to a channel that nobody follows (`own`), and to the one that everybody follows (`all`), in µs. */
async function sendAll(
  chime: Running,
  sender: ReturnType<typeof startProgram<SenderMethods>>,
  size: number,
  events: number,
  burst: number,
) {
  const from = chime.next()
  const quiet = { channelId: environment.quietChannelId, from, events, burst }
  const own = await chime.measured(() => sender.call('say', quiet))
  const loud = { ...quiet, channelId: chime.people.channelId }
  const all = await chime.measured(async () => {
    await sender.call('say', loud)
    await chime.arrived(events, size)
  })
  return { own: own.usage.cpuUs, all: all.usage.cpuUs }
}

function result({ versions }: Environment) {
  const names = [...present.map((name) => implementations[name].name), wholeWay, sendItself]
  const cells = (cell: (size: number, burst: number) => Cell) =>
    sizes.flatMap((size) => bursts.map((burst) => cell(size, burst)))
  const compared = (name: ImplementationName, to: ImplementationName): Cell[] => [
    `${implementations[name].name} ÷ ${implementations[to].name}`,
    ...cells((size, burst) => against(name, to, size, burst)),
  ]
  const rows: Cell[][] = names.map((name) => [name, ...cells((size, burst) => figure(size, burst, name))])
  for (const to of ['raw', 'socketIo', 'stockTrpc', 'prepared'] as const) rows.push(compared('chime', to))
  if (present.includes('chimeRedis')) rows.push(compared('chimeRedis', 'socketIoRedis'))
  return {
    name: 'fan-out',
    title: 'Fan-out: server CPU per delivery, in µs',
    command: 'npm run bench -- fan-out',
    columns: ['server', ...cells((size, burst) => `${size}, ${burst === 1 ? 'one by one' : 'bursts'}`).map(String)],
    rows,
    goals: [
      goal('bursts', 4, 'raw', 0.35),
      goal('bursts', 4, 'socketIo', 0.25),
      goal('bursts', 4, 'stockTrpc', 0.1),
      goal('one event at a time', 1, 'raw', 1.1),
    ],
    chart: {
      unit: 'server CPU, µs per delivery',
      better: 'lower' as const,
      ratioTo: implementations.raw.name,
      groups: sizes.flatMap((size) =>
        bursts.map((burst) => ({
          label: `${size} subscribers, ${burst === 1 ? 'one event at a time' : 'bursts of 4 per ms'}`,
          bars: present.map((name) => ({
            label: implementations[name].name,
            value: figure(size, burst, implementations[name].name) ?? 0,
            ours: name.startsWith('chime'),
          })),
        })),
      ),
    },
    notes: [
      `Events of ${eventBytes} bytes; medians of ${rounds} alternated runs.`,
      'CPU is user and system time of the server processes, all nodes together; clients, Postgres and Redis run in processes of their own. Every delivery is counted, in order.',
      'Bursts are 4 events in one turn of the event loop, with a millisecond until the next; one by one, each has left before the next.',
      `"${implementations.prepared.name}" is the least that Node can do: the bytes are built once, and each socket gets them in one write.`,
      ...sizes.map((size) => {
        const each = present.map(
          (name) => `${implementations[name].name} ${figure(size, 0, implementations[name].name)?.toFixed(1)}`,
        )
        return `With ${size} subscribers and nothing to deliver, ms of CPU per second: ${each.join(', ')}. It is part of the figures above.`
      }),
      `"${wholeWay}" goes through messages.send and Postgres, 4 or 1 at a time; its events have about 550 bytes. What the send itself costs is measured in a channel without followers, taken off, and told in the row below; the node's housekeeping meanwhile is in it.`,
    ],
    versions,
  }
}

function against(name: ImplementationName, to: ImplementationName, size: number, burst: number): string {
  const [ours, theirs] = [
    figure(size, burst, implementations[name].name),
    figure(size, burst, implementations[to].name),
  ]
  return ours === null || theirs === null ? '–' : ratio(ours, theirs)
}

function goal(what: string, burst: number, to: ImplementationName, atMost: number): Goal {
  const [ours, theirs] = [
    figure(goalSize, burst, implementations.chime.name),
    figure(goalSize, burst, implementations[to].name),
  ]
  const elsewhere = sizes
    .filter((size) => size !== goalSize)
    .map((size) => `${against('chime', to, size, burst)} at ${size}`)
  return {
    what: `fan-out CPU per delivery, ${what}, to that of ${implementations[to].name}`,
    goal: `<= ${atMost}×`,
    measured: [`${against('chime', to, goalSize, burst)} at ${goalSize} subscribers`, ...elsewhere].join(', '),
    met: quick || ours === null || theirs === null ? null : ours / theirs <= atMost,
  }
}
