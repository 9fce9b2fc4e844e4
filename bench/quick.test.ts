import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { resultsFolder } from './report/result.ts'

const run = promisify(execFile)
const kept = () => readdir(resultsFolder).catch(() => [])

// A benchmark counts what it does and ends with an error when that is not exact: how fast it was is not looked at here.
it.each(['send', 'history', 'changes', 'hello'])(
  '%s is exact, in its short form, and keeps no figures',
  async (name) => {
    const before = await kept()
    const { stdout } = await run(process.execPath, [fileURLToPath(new URL(`${name}.ts`, import.meta.url)), '--quick'], {
      timeout: 50_000,
      maxBuffer: 10 * 1024 * 1024,
    })
    expect(stdout).toContain('the figures mean nothing')
    expect(stdout).toMatch(/^\| .* \|\n\|-/m)
    expect(await kept()).toEqual(before)
  },
)
