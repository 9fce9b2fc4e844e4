import { execFile } from 'node:child_process'
import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type pg from 'pg'

const run = promisify(execFile)
const databaseName = 'pgbench'
const clients = 10

export type Pgbench = { measure(seconds: number): Promise<{ tps: number }> }

/**
 * pgbench's TPC-B against the same server, with ten clients; null when pgbench is not installed.
 *
 * @param scale the number of branches. As many as clients, so that they do not all wait for the same row
 */
export async function preparePgbench(url: string, pool: pg.Pool, scale = clients): Promise<Pgbench | null> {
  const program = await findPgbench()
  if (program === null) return null
  await pool.query(`create database ${databaseName}`)
  const { hostname, port, username, password } = new URL(url)
  const env = { ...process.env, PGPASSWORD: decodeURIComponent(password) }
  const where = ['-h', hostname, '-p', port, '-U', username, databaseName]
  await run(program, ['-i', '-q', '-s', String(scale), ...where], { env })
  return {
    async measure(seconds) {
      const flags = ['-n', '-M', 'prepared', '-c', String(clients), '-j', '1', '-T', String(seconds)]
      const { stdout } = await run(program, [...flags, ...where], { env })
      const tps = /tps = ([\d.]+)/.exec(stdout)?.[1]
      if (tps === undefined) throw new Error(`pgbench said: ${stdout}`)
      return { tps: Number(tps) }
    },
  }
}

async function findPgbench(): Promise<string | null> {
  const folders = (process.env.PATH ?? '').split(':')
  const debian = '/usr/lib/postgresql'
  for (const version of await readdir(debian).catch(() => [])) folders.push(join(debian, version, 'bin'))
  for (const folder of folders) {
    const path = join(folder, 'pgbench')
    const found = await access(path).then(
      () => true,
      () => false,
    )
    if (found) return path
  }
  return null
}
