// The time from one person's send until another person's client has the message, on an idle system.
// Run: npm run bench -- latency [--quick]

import { startProgram } from './process/child-program.ts'
import { createEnvironment } from './process/environment.ts'
import { availableImplementations, implementations, startImplementation } from './process/implementations.ts'
import type { PairMethods } from './process/pair.ts'
import { quick } from './report/quick.ts'
import { report } from './report/report.ts'
import type { Cell } from './report/result.ts'
import { percentile } from './report/statistics.ts'
import { describeDisk } from './seed/database.ts'

const rounds = quick ? 1 : 5
const messages = quick ? 10 : 100
const warmUp = quick ? 5 : 200
const goals = { p50: 5, p99: 15 }

const environment = await createEnvironment(1)
const present = availableImplementations(environment).filter((name) => name !== 'prepared')
const pairs = await Promise.all(
  present.map(async (name) => {
    const run = await startImplementation(name, environment)
    const pair = startProgram<PairMethods>('process/pair.ts')
    await pair.call('open', { ...run.people, speaker: environment.sender.token })
    return { name, run, pair, times: [] as number[] }
  }),
)
for (const { pair } of pairs) await pair.call('talk', warmUp)
// Measured in turn, so that whatever else the machine does affects all of them.
for (let round = 0; round < rounds; round += 1) {
  for (const { pair, times } of pairs) times.push(...(await pair.call('talk', messages)))
}
for (const { run, pair } of pairs) {
  await pair.stop()
  await run.stop()
}
const disk = await describeDisk()
await environment.stop()

const percents = [50, 90, 99] as const
const rows: Cell[][] = pairs.map(({ name, times }) => [
  implementations[name].name,
  ...percents.map((percent) => percentile(times, percent)),
  Math.max(...times),
])
const chime = pairs.find(({ name }) => name === 'chime')?.times ?? []
await report({
  name: 'latency',
  title: 'From sent to delivered on an idle system, in ms',
  command: 'npm run bench -- latency',
  columns: ['server', ...percents.map((percent) => `p${percent}`), 'slowest'],
  rows,
  goals: ([50, 99] as const).map((percent) => {
    const [ms, atMost] = [percentile(chime, percent), goals[`p${percent}`]]
    const what = `sent to delivered on an idle system, p${percent}`
    return { what, goal: `<= ${atMost} ms`, measured: `${ms.toFixed(2)} ms`, met: quick ? null : ms <= atMost }
  }),
  chart: {
    unit: 'ms from sent to delivered',
    better: 'lower',
    groups: ([50, 99] as const).map((percent) => ({
      label: `p${percent}`,
      bars: pairs.map(({ name, times }) => ({
        label: implementations[name].name,
        value: percentile(times, percent),
        ours: name.startsWith('chime'),
      })),
    })),
  },
  notes: [
    'Chime commits each message to Postgres before it delivers it; the others keep nothing.',
    disk,
    'On two nodes the speaker is on one and the listener on the other.',
  ],
  versions: environment.versions,
})
