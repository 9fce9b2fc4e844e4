import { copyFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { seeded } from '@chime/testing/random'
import { check } from '../checks/index.ts'
import type { Verdict } from '../checks/verdict.ts'
import { startScenario } from '../scenario.ts'
import { brokenBuild, mutationNamed } from './broken-build.ts'
import { mutations } from './mutations.ts'
import { scriptedCalls } from './scripted-calls.ts'

// A rehearsal is a run of half a minute without faults: clients send, read and edit messages, join, leave and lose their
// connections on three nodes. `node e2e/faults/broken/rehearse.ts` runs the right build and must be green. With the name of a
// broken build, or `all`, it shows that the checkers notice what is broken.
//   node e2e/faults/broken/rehearse.ts [<broken build> | right | all] [<folder for the histories>]

/** Longer than the N of the promises: a rehearsal does not measure speed, and a busy machine must not turn it red. */
const settleMs = 10_000
const meanMs = 120
const dropEveryMs = 1_300
/** Longer than 20 s: by then, nobody may be shown as online whose last connection is gone. */
const awayMs = 24_000
const shortMs = 8_000
/** A rehearsal of this length or more has time for such an absence. */
const longMs = 25_000
const depth = 1_000

/**
 * @param broken the name of a broken build; null for the right one
 * @param keep the file in which the history is kept; null to delete it
 */
export async function rehearse(broken: string | null, keep: string | null = null): Promise<Verdict[]> {
  const seconds = broken === null ? 0 : mutationNamed(broken).seconds
  const loadMs = Math.max(shortMs, seconds * 1_000)
  const breakage = broken === null ? { imports: [], env: {} } : brokenBuild(broken)
  const scenario = await startScenario({
    name: 'chime-rehearsal-',
    seed: 1,
    random: seeded(1),
    settleMs,
    breakage,
    redisProgram: process.env.REDIS_PROGRAM,
  })
  const { writer, now, tellAll } = scenario
  try {
    const fixture = await scenario.addClients({ guests: 8, stormSockets: 0, longAbsences: loadMs >= longMs })
    const next = await scriptedCalls(fixture, writer)
    const until = now() + loadMs
    await tellAll({ do: 'start-load', meanMs, guestEveryMs: 1_500, awayMs })
    while (now() < until) {
      await sleep(dropEveryMs)
      await tellAll({ do: 'drop', share: 0.5 })
      await Promise.all([tellAll({ do: 'retry-ten' }), next()])
    }
    await tellAll({ do: 'stop-load' })
    await sleep(settleMs + 500)
    await tellAll({ do: 'record-views', depth })
    await tellAll({ do: 'compare', depth, occasion: 'the end' })
    await scenario.recordEnd()
    await scenario.stop()
    const { file, entries } = await scenario.readAll()
    if (keep !== null) await copyFile(file, keep)
    return check(entries)
  } finally {
    await scenario.stop()
    await scenario.remove()
  }
}

export const redOf = (verdicts: readonly Verdict[]) =>
  verdicts.flatMap(({ promise, violationCount }) => (violationCount > 0 ? [promise] : []))

/** Prints the verdicts of one rehearsal. @returns whether they are as expected */
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
