import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { resultsFolder } from './report/report.ts'

const run = promisify(execFile)
const kept = () => readdir(resultsFolder).catch(() => [])

// Every benchmark counts what it does, and ends with an error when the count is wrong. That is tested here, and not the speed.
test.each(['send', 'history', 'changes', 'hello', 'search'])(
  '%s is exact, in its short form, and keeps no figures',
  { timeout: 180_000 },
  async (name) => {
    const before = await kept()
    const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url))
    const { stdout } = await run(process.execPath, ['--no-warnings', file, '--quick'])
    expect(stdout).toContain('the figures mean nothing')
    expect(stdout).toMatch(/^\| .* \|\n\|-/m)
    expect(await kept()).toEqual(before)
  },
)
