import { chmodSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { brokenBuild, mutationNamed, mutations } from './broken.ts'
import { byHand } from './by-hand.ts'
import { check } from './check/index.ts'
import type { Verdict } from './check/verdict.ts'
import { packClient } from './clients/pack.ts'
import { startWorker, type Worker } from './clients/staff.ts'
import { runClock } from './clock.ts'
import type { Entry } from './history.ts'
import { mergeHistories, readHistory } from './merge.ts'
import { Random } from './random.ts'
import { cast } from './world/casting.ts'
import { readTables } from './world/tables.ts'
import { readUsage } from './world/usage.ts'
import { startWorld } from './world/world.ts'
import { historyWriter } from './writer.ts'

// A run without faults, of half a minute: people write, read, change, come, go and lose their connections on three nodes.
// `node e2e/faults/rehearse.ts` must be green; `… rehearse.ts <broken build>` (or `all`) shows that the checker sees it.

/** Longer than the N of the promises: this is no measurement, and a busy machine breaks no promise. */
const settleMs = 10_000
const workers = 2
const meanMs = 120
const dropEveryMs = 1_300
/** Longer than the 20 s after which nobody may be shown any more who is gone. */
const awayMs = 24_000
const shortMs = 8_000
/** From here on there is time for somebody to be away for so long. */
const longMs = 25_000
const depth = 1_000

/** @param broken the name of a broken build; null: the right one */
export async function rehearse(broken: string | null, keep: string | null = null): Promise<Verdict[]> {
  const seconds = broken === null ? 0 : mutationNamed(broken).seconds
  const loadMs = Math.max(shortMs, seconds * 1_000)
  const breakage = broken === null ? { imports: [], env: {} } : brokenBuild(broken)
  const setting = { imports: breakage.imports, env: breakage.env }
  const folder = await mkdtemp(join(tmpdir(), 'chime-rehearsal-'))
  // As root, Postgres runs as another user, who must get in.
  chmodSync(folder, 0o711)
  const random = new Random(1)
  const startNs = process.hrtime.bigint()
  const now = runClock(startNs)
  const files = Array.from({ length: workers + 1 }, (_, i) => join(folder, `history-${i}.jsonl`))
  const writer = historyWriter(files[workers] ?? '', now)
  const world = await startWorld(folder, { random, node: setting, redisProgram: process.env.REDIS_PROGRAM })
  const staff: Worker[] = []
  const all = (order: Parameters<Worker['ask']>[0]) => Promise.all(staff.map((worker) => worker.ask(order)))
  try {
    const client = await packClient(join(folder, 'packed'))
    const { casting, setUp } = await cast(world, { seed: 1, now, guests: 8, crowd: 0 })
    if (loadMs < longMs) for (const part of casting.parts) part.comesAndGoes = false
    const clients = casting.parts.map(({ client, userId, sessionId, kind }) => ({ client, userId, sessionId, kind }))
    writer.write({ at: 0, type: 'start', seed: 1, nodes: world.nodes.length, settleMs, clients })
    for (const entry of setUp) writer.write(entry)
    const before = await readUsage(world, 'before', null)
    for (const entry of before) writer.write(entry)
    for (let i = 0; i < workers; i++) {
      const isOne = (role: string) => role === 'player' || role === 'guest'
      const parts = casting.parts.filter(({ role }, at) => (isOne(role) ? at % workers : 1) === i)
      staff.push(
        await startWorker({ casting, parts, file: files[i] ?? '', startNs, client, seed: i, ...setting }, world.guard),
      )
    }
    await all({ do: 'start' })
    const next = await byHand(casting, writer)
    const until = now() + loadMs
    await all({ do: 'play', meanMs, guestEveryMs: 1_500, awayMs })
    while (now() < until) {
      await sleep(dropEveryMs)
      await all({ do: 'drop', share: 0.5 })
      await Promise.all([all({ do: 'retry-ten' }), next()])
    }
    await all({ do: 'rest' })
    await sleep(settleMs + 500)
    await all({ do: 'look', depth })
    await all({ do: 'compare', depth, occasion: 'the end' })
    const ids = casting.stages.map(({ id }) => id)
    for (const entry of await readTables(world, ids)) writer.write(entry)
    await all({ do: 'leave' })
    for (const entry of await readUsage(world, 'after', before)) writer.write(entry)
    await Promise.all(staff.map((worker) => worker.end()))
    await writer.close()
    const history = join(folder, 'history.jsonl')
    await mergeHistories(files, history)
    if (keep !== null) await copyFile(history, keep)
    const entries: Entry[] = []
    for await (const entry of readHistory(history)) entries.push(entry)
    return check(entries)
  } finally {
    await Promise.all(staff.map((worker) => worker.end()))
    await world.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

export const redOf = (verdicts: readonly Verdict[]) =>
  verdicts.flatMap(({ promise, violationCount }) => (violationCount > 0 ? [promise] : []))

/** @returns whether the verdicts are as they have to be */
async function one(name: string | null, keep: string | null): Promise<boolean> {
  const started = performance.now()
  const verdicts = await rehearse(name, keep)
  const red = redOf(verdicts)
  const expected = name === null ? [] : mutationNamed(name).promises
  const isRight = name === null ? red.length === 0 : expected.every((promise) => red.includes(promise))
  const tookS = Math.round((performance.now() - started) / 1_000)
  console.log(
    `${isRight ? '✓' : '✗'} ${name ?? 'the right build'} (${tookS} s): expected ${expected.join(' ') || 'none'}, red ${red.join(' ') || 'none'}`,
  )
  for (const { promise, parts, violations, violationCount } of verdicts) {
    console.log(`    ${promise} ${violationCount} ${JSON.stringify(parts)}`)
    const isExpected = name === null || expected.includes(promise)
    for (const { message, shown } of violations.slice(0, isExpected ? 3 : 1)) {
      console.log(`      ${message}`)
      for (const { line, entry } of shown) console.log(`        ${line}: ${JSON.stringify(entry).slice(0, 300)}`)
    }
  }
  return isRight
}

if (import.meta.main) {
  const [name, keep] = process.argv.slice(2)
  const names = name === 'all' ? [null, ...mutations.map((mutation) => mutation.name)] : [name ?? null]
  let isRight = true
  for (const each of names)
    isRight = (await one(each === 'right' ? null : each, keep ? `${keep}/${each}.jsonl` : null)) && isRight
  process.exit(isRight ? 0 : 1)
}
