import { chmodSync } from 'node:fs'
import { mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arguments } from './arguments.ts'
import { check } from './check/index.ts'
import { summary } from './check/summary.ts'
import type { Verdict } from './check/verdict.ts'
import { packClient } from './clients/pack.ts'
import { startWorker, type Worker } from './clients/staff.ts'
import { runClock } from './clock.ts'
import type { Entry } from './history.ts'
import { Director } from './inject/director.ts'
import { describe, plan } from './inject/schedule.ts'
import { mergeHistories, readHistory } from './merge.ts'
import { Random } from './random.ts'
import type { Report } from './report.ts'
import { cast } from './world/casting.ts'
import { watchMetrics } from './world/metrics.ts'
import { readTables } from './world/tables.ts'
import { readUsage } from './world/usage.ts'
import { startWorld } from './world/world.ts'
import { historyWriter } from './writer.ts'

/** The N of the promises. */
const settleMs = 5_000
/** And a moment more, since who looks looks in turn. */
const quietMs = 500
const workers = 2

/** What differs between a run of minutes and one of half an hour. */
const short = {
  loadMs: 24_000,
  everyMs: 1_400,
  meanMs: 500,
  awayMs: 24_000,
  guestEveryMs: 5_000,
  depth: 60,
  crowd: 200,
}
const full = {
  loadMs: 48_000,
  everyMs: 4_000,
  meanMs: 700,
  awayMs: 28_000,
  guestEveryMs: 15_000,
  depth: 40,
  crowd: 2_000,
}
/** A round's load, and about as long again as healing and looking take. */
const roundMs = (loadMs: number) => loadMs + 14_000
const lastDepth = 1_000

const seconds = (ms: number) => Math.round(ms / 1_000)

export type Setting = Arguments & {
  redisProgram: string | undefined
  /** Preloads and variables of nodes and workers: builds that are broken on purpose. */
  breakage: { imports: string[]; env: Record<string, string> }
  say(text: string): void
}

/** Somebody asked for the end, before it was there. */
export class Interrupted extends Error {}

/**
 * One fault run from start to end.
 *
 * @throws Interrupted after `signal`, when everything that was started is stopped
 */
export async function runFaults(setting: Setting, signal: AbortSignal): Promise<Report> {
  const { seed, say } = setting
  const size = setting.full ? full : short
  const rounds = setting.rounds ?? Math.max(1, Math.round((setting.minutes * 60_000) / roundMs(size.loadMs)))
  const planned = plan(seed, { ...size, rounds, full: setting.full, only: setting.only })
  say(`seed ${seed}, ${rounds} rounds\n${describe(planned)}`)

  const folder = await mkdtemp(join(tmpdir(), 'chime-faults-'))
  // As root, Postgres runs as another user, who must get in.
  chmodSync(folder, 0o711)
  const random = new Random(seed)
  const startNs = process.hrtime.bigint()
  const now = runClock(startNs)
  const files = Array.from({ length: workers + 1 }, (_, i) => join(folder, `history-${i}.jsonl`))
  const writer = historyWriter(files[workers] ?? '', now)
  const notes: string[] = []
  const note = (text: string) => {
    notes.push(text)
    say(`  ! ${text}`)
  }
  const world = await startWorld(folder, {
    random: random.fork(),
    node: setting.breakage,
    redisProgram: setting.redisProgram,
  })
  const staff: Worker[] = []
  const all = (order: Parameters<Worker['ask']>[0]) => Promise.all(staff.map((worker) => worker.ask(order)))
  const stop = async () => {
    await Promise.all(staff.map((worker) => worker.end()))
    await world.stop()
  }
  const work = async (): Promise<Report> => {
    const client = await packClient(join(folder, 'packed'))
    const guests = Math.ceil((rounds * size.loadMs) / size.guestEveryMs)
    const { casting, setUp } = await cast(world, { seed, now, guests, crowd: size.crowd })
    const clients = casting.parts.map(({ client, userId, sessionId, kind }) => ({ client, userId, sessionId, kind }))
    writer.write({ at: 0, type: 'start', seed, nodes: world.nodes.length, settleMs, clients })
    for (const entry of setUp) writer.write(entry)
    const before = await readUsage(world, 'before', null)
    for (const entry of before) writer.write(entry)
    const metrics = watchMetrics(world)
    for (let i = 0; i < workers; i++) {
      // Probes and the reader are with those who send past them.
      const parts = casting.parts.filter(
        (part, at) => (part.role === 'player' || part.role === 'guest' ? at % workers : 1) === i,
      )
      staff.push(
        await startWorker(
          { casting, parts, file: files[i] ?? '', startNs, client, seed: seed + i, ...setting.breakage },
          world.guard,
        ),
      )
    }
    await all({ do: 'start' })
    say('  everybody is there')
    const context = { world, workers: staff, random: random.fork(), full: setting.full, note }
    const director = new Director(context, writer, async (timeoutMs) => {
      const told = await all({ do: 'probe', timeoutMs })
      return Math.max(...told.map(Number))
    })
    for (const [index, round] of planned.rounds.entries()) {
      const isLast = index === planned.rounds.length - 1
      await all({ do: 'play', meanMs: size.meanMs, guestEveryMs: size.guestEveryMs, awayMs: size.awayMs })
      await director.play(round, size.loadMs, signal)
      const healedAt = now()
      await director.checkRecovery().catch((error: unknown) => note(`round ${index + 1}: ${String(error)}`))
      await all({ do: 'rest' })
      const restedAt = now()
      await sleep(settleMs + quietMs)
      const depth = isLast ? lastDepth : size.depth
      await all({ do: 'look', depth })
      await all({ do: 'compare', depth, occasion: `round ${index + 1}` })
      say(
        `  round ${index + 1}: ${round.length} faults, recovered in ${director.recoveries.at(-1)?.ms ?? '?'} ms, at rest ${seconds(restedAt - healedAt)} s later, at ${seconds(now())} s`,
      )
    }
    await all({ do: 'look', depth: Number.MAX_SAFE_INTEGER })
    for (const entry of await readTables(
      world,
      casting.stages.map(({ id }) => id),
    ))
      writer.write(entry)
    await all({ do: 'leave' })
    for (const entry of await readUsage(world, 'after', before)) writer.write(entry)
    metrics.stop()
    for (const node of world.nodes) {
      if (node.crashes > 0)
        note(`node ${node.index} ended ${node.crashes} times without being asked to:\n${node.output.slice(-4_000)}`)
    }
    const outputs = world.nodes.map(({ output }) => output)
    await stop()
    await writer.close()

    const history = join(folder, 'history.jsonl')
    await mergeHistories(files, history)
    const entries: Entry[] = []
    for await (const entry of readHistory(history)) entries.push(entry)
    const verdicts: Verdict[] = check(entries)
    const report: Report = {
      seed,
      rounds,
      seconds: Math.round(now() / 1_000),
      historyBytes: (await stat(history)).size,
      crashes: world.nodes.reduce((sum, { crashes }) => sum + crashes, 0),
      ...summary(entries, verdicts),
      recoveries: director.recoveries,
      counters: Object.fromEntries([...metrics.totals].filter(([name]) => name.startsWith('chime_'))),
      notes,
      verdicts,
      outputs,
    }
    if (setting.keep)
      await rename(history, setting.keep).catch(async () =>
        (await import('node:fs/promises')).copyFile(history, setting.keep ?? ''),
      )
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
    await stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
