import { copyFile, rename, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { seeded } from '@chime/testing/random'
import type { Arguments } from './arguments.ts'
import { check } from './checks/index.ts'
import { summary } from './checks/summary.ts'
import { watchMetrics } from './cluster/metrics.ts'
import { Director } from './inject/director.ts'
import { describe, plan } from './inject/schedule.ts'
import type { Report } from './report.ts'
import { type Breakage, startScenario } from './scenario.ts'

/** The N of the promises: how long after the last fault everything must be right again. */
const settleMs = 5_000
/** A little more than N, since the clients are looked at one after the other. */
const quietMs = 500

/** The figures of a run of minutes; `full` has those of half an hour. */
const short = {
  loadMs: 24_000,
  everyMs: 1_400,
  meanMs: 500,
  awayMs: 24_000,
  guestEveryMs: 5_000,
  depth: 60,
  stormSockets: 200,
}
const full = {
  loadMs: 48_000,
  everyMs: 4_000,
  meanMs: 700,
  awayMs: 28_000,
  guestEveryMs: 15_000,
  depth: 40,
  stormSockets: 2_000,
}
/** The length of a round: its load, and about the time that healing and comparing take. */
const roundMs = (loadMs: number) => loadMs + 14_000
const lastDepth = 1_000

const seconds = (ms: number) => Math.round(ms / 1_000)

export type Setting = Arguments & {
  redisProgram: string | undefined
  breakage: Breakage
  say(text: string): void
}

/** The run was ended early. */
export class Interrupted extends Error {}

/**
 * Does one fault run.
 *
 * @param signal ends it early
 * @throws Interrupted after the signal, when everything that was started is stopped
 */
export async function runFaults(setting: Setting, signal: AbortSignal): Promise<Report> {
  const { seed, say } = setting
  const size = setting.full ? full : short
  const rounds = setting.rounds ?? Math.max(1, Math.round((setting.minutes * 60_000) / roundMs(size.loadMs)))
  const planned = plan(seed, { ...size, rounds, full: setting.full, only: setting.only })
  say(`seed ${seed}, ${rounds} rounds\n${describe(planned)}`)

  const random = seeded(seed)
  const notes: string[] = []
  const note = (text: string) => {
    notes.push(text)
    say(`  ! ${text}`)
  }
  const scenario = await startScenario({
    name: 'chime-faults-',
    seed,
    random: random.fork(),
    settleMs,
    breakage: setting.breakage,
    redisProgram: setting.redisProgram,
  })
  const { cluster, workers, writer, now, tellAll } = scenario
  const work = async (): Promise<Report> => {
    const guests = Math.ceil((rounds * size.loadMs) / size.guestEveryMs)
    await scenario.addClients({ guests, stormSockets: size.stormSockets, longAbsences: true })
    const metrics = watchMetrics(cluster)
    say('  everybody is there')
    const context = { cluster, workers, random: random.fork(), full: setting.full, note }
    const director = new Director(context, writer, async (timeoutMs) => {
      const answers = await tellAll({ do: 'probe', timeoutMs })
      return Math.max(...answers.map(Number))
    })
    for (const [index, round] of planned.rounds.entries()) {
      const isLast = index === planned.rounds.length - 1
      await tellAll({ do: 'start-load', meanMs: size.meanMs, guestEveryMs: size.guestEveryMs, awayMs: size.awayMs })
      await director.play(round, size.loadMs, signal)
      const healedAt = now()
      await director.checkRecovery().catch((error: unknown) => note(`round ${index + 1}: ${String(error)}`))
      await tellAll({ do: 'stop-load' })
      const restedAt = now()
      await sleep(settleMs + quietMs)
      const depth = isLast ? lastDepth : size.depth
      await tellAll({ do: 'record-views', depth })
      await tellAll({ do: 'compare', depth, occasion: `round ${index + 1}` })
      say(
        `  round ${index + 1}: ${round.length} faults, recovered in ${director.recoveries.at(-1)?.ms ?? '?'} ms, at rest ${seconds(restedAt - healedAt)} s later, at ${seconds(now())} s`,
      )
    }
    await tellAll({ do: 'record-views', depth: Number.MAX_SAFE_INTEGER })
    await scenario.recordEnd()
    metrics.stop()
    for (const node of cluster.nodes) {
      if (node.crashes > 0)
        note(`node ${node.index} ended ${node.crashes} times without being asked to:\n${node.output.slice(-4_000)}`)
    }
    const outputs = cluster.nodes.map(({ output }) => output)
    await scenario.stop()
    const { file, entries } = await scenario.readAll()
    const verdicts = check(entries)
    const report: Report = {
      seed,
      rounds,
      seconds: Math.round(now() / 1_000),
      historyBytes: (await stat(file)).size,
      crashes: cluster.nodes.reduce((sum, { crashes }) => sum + crashes, 0),
      ...summary(entries, verdicts),
      recoveries: director.recoveries,
      counters: Object.fromEntries([...metrics.totals].filter(([name]) => name.startsWith('chime_'))),
      notes,
      verdicts,
      outputs,
    }
    const { keep } = setting
    // The file cannot be renamed into another file system.
    if (keep) await rename(file, keep).catch(() => copyFile(file, keep))
    return report
  }
  const interrupted = new Promise<never>((_, reject) => {
    const end = () => reject(new Interrupted('the run was ended early'))
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
  try {
    return await Promise.race([work(), interrupted])
  } finally {
    await scenario.stop()
    await scenario.remove()
  }
}
