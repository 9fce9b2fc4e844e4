import { writeFile } from 'node:fs/promises'
import { type Arguments, readArguments, usage } from './arguments.ts'
import { mutationNamed } from './broken/broken-build.ts'
import { mutations } from './broken/mutations.ts'
import { redOf, rehearse } from './broken/rehearse.ts'
import { inWords, isGood, verdictsInWords } from './report.ts'
import { Interrupted, runFaults } from './run.ts'

type Environment = { redisProgram?: string; signal: AbortSignal }

/**
 * Runs `npm run faults`.
 *
 * @param words the arguments
 * @param signal ends the run early, after everything that it started is stopped
 * @returns the exit code: 0 when every promise was kept
 */
export async function main(words: string[], { redisProgram, signal }: Environment): Promise<number> {
  let given: Arguments
  try {
    given = readArguments(words)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    return 2
  }
  if (given.help) {
    console.log(usage)
    return 0
  }
  if (redisProgram) process.env.REDIS_PROGRAM = redisProgram
  if (given.broken !== null) return showBroken(given.broken)
  const say = (text: string) => console.log(text)
  try {
    const report = await runFaults({ ...given, redisProgram, breakage: { imports: [], env: {} }, say }, signal)
    console.log(`\n${inWords(report)}`)
    if (given.report) await writeFile(given.report, JSON.stringify(report, null, 2))
    return isGood(report) ? 0 : 1
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
    return 130
  }
}

/** Rehearses one broken build, or all: each promise that it breaks has to turn red. @returns 0 when all do */
async function showBroken(name: string): Promise<number> {
  const chosen = name === 'all' ? mutations : [mutationNamed(name)]
  let missed = 0
  for (const { name: each, promises, shownBy } of chosen) {
    const verdicts = await rehearse(each)
    const red = redOf(verdicts)
    const isSeen = promises.every((promise) => red.includes(promise))
    if (!isSeen) missed++
    console.log(
      `${isSeen ? '✓' : '✗'} ${each} (${shownBy}): should break ${promises.join(', ')}; red: ${red.join(', ') || 'none'}`,
    )
    if (chosen.length === 1) console.log(verdictsInWords(verdicts))
  }
  return missed === 0 ? 0 : 1
}
