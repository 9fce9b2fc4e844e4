import { writeFile } from 'node:fs/promises'
import { type Arguments, readArguments, usage } from './arguments.ts'
import { inWords, isGood } from './report.ts'
import { runFuzz } from './run.ts'

/**
 * Runs `npm run fuzz`.
 *
 * @param words the arguments
 * @returns the exit code: 0 when every promise was kept
 */
export async function main(words: string[]): Promise<number> {
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
  const report = await runFuzz({ ...given, say: (text) => console.log(text) })
  console.log(`\n${inWords(report)}`)
  if (given.report) {
    const { byTarget, verdicts, ...rest } = report
    const figures = { ...rest, byTarget: Object.fromEntries(byTarget), verdicts: Object.fromEntries(verdicts) }
    await writeFile(given.report, JSON.stringify(figures, null, 2))
  }
  return isGood(report) ? 0 : 1
}
