import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { isRunning } from '@chime/db/embedded/process'
import pg from 'pg'
import { expect, it } from 'vitest'
import { createTestDatabase } from '../src/postgres.ts'

async function tablesAt(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(`select table_name from information_schema.tables where table_schema = 'public'`)
  await client.end()
  return rows.map((row) => row.table_name)
}

it('each test database is migrated, empty, and of its own', async () => {
  const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()])
  expect(one.url).not.toBe(two.url)
  for (const { url } of [one, two]) expect(await tablesAt(url)).toContain('messages')
  await one.drop()
  await expect(tablesAt(one.url)).rejects.toThrow('does not exist')
  await two.drop()
}, 60_000)

it('the server of a test process that was killed ends, and its folder goes', async () => {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `const { startTestServer } = await import(${JSON.stringify(new URL('../src/postgres.ts', import.meta.url).href)})
       const { pid, dataDir } = await startTestServer()
       console.log(JSON.stringify({ pid, dataDir }))
       process.stdin.resume()`,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'], cwd: fileURLToPath(new URL('../../db', import.meta.url)) },
  )
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const { pid, dataDir } = JSON.parse(line)
  expect(await isRunning(pid)).toBe(true)
  child.kill('SIGKILL')
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false)
  await expect.poll(() => stat(dataDir).catch((error) => error.code), { timeout: 10_000 }).toBe('ENOENT')
}, 60_000)
