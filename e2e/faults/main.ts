import { writeFile } from 'node:fs/promises'
import { type Arguments, readArguments, usage } from './arguments.ts'
import { inWords } from './report.ts'
import { runFaults } from './run.ts'

// Ended by Ctrl-C, by SIGTERM, and by the end of what started it.
const stopping = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopping.abort())
process.on('disconnect', () => stopping.abort())

function argumentsOrUsage(): Arguments {
  try {
    return readArguments(process.argv.slice(2))
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    process.exit(2)
  }
}

const given = argumentsOrUsage()
const report = await runFaults(
  {
    ...given,
    redisProgram: process.env.REDIS_PROGRAM,
    breakage: { imports: [], env: {} },
    say: (text) => console.log(text),
  },
  stopping.signal,
)
console.log(`\n${inWords(report)}`)
if (given.report) await writeFile(given.report, JSON.stringify(report, null, 2))
const broken = report.verdicts.filter(({ violationCount }) => violationCount > 0)
process.exit(broken.length > 0 || report.crashes > 0 ? 1 : 0)
