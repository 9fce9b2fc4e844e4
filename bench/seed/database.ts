import { open, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '@chime/db'
import { startTestServer } from '@chime/testing/postgres'
import pg from 'pg'
import { median } from '../report/statistics.ts'

/** A Postgres for one benchmark, set up like the embedded one: durable, and with its default memory. */
export type BenchDatabase = Awaited<ReturnType<typeof startDatabase>>

/**
 * Starts it with Chime's tables. When this process ends, it ends too and its folder is removed.
 *
 * @param preload modules that every session loads, such as `auto_explain`
 */
export async function startDatabase({ preload = '' } = {}) {
  const server = await startTestServer({
    fsync: 'on',
    max_connections: '100',
    shared_buffers: '128MB',
    ...(preload && { session_preload_libraries: preload }),
  })
  await migrate(server.url)
  const pool = new pg.Pool({ connectionString: server.url, max: 4 })
  pool.on('error', () => {})
  const { rows } = await pool.query<{ server_version: string; fsync: string }>(
    `select current_setting('server_version') as server_version, current_setting('fsync') as fsync`,
  )
  if (rows[0]?.fsync !== 'on') throw new Error('this Postgres does not wait for its disk')
  return {
    url: server.url,
    pid: server.pid,
    /** The log file of Postgres. */
    logFile: join(server.dataDir, 'postgres.log'),
    versions: { Postgres: rows[0].server_version.split(' ')[0] ?? 'unknown' },
    /** For inserting and checking rows. Nothing that is measured uses it. */
    pool,
    async stop() {
      await pool.end()
      await server.stop()
      await rm(server.dataDir, { recursive: true, force: true })
    },
  }
}

const tmpfsMagic = 0x01021994

/** A sentence about the cost of a durable write on this machine: the median of 50 writes of 8 KiB, each with a sync. */
export async function describeDisk(): Promise<string> {
  const path = join(tmpdir(), `chime-bench-sync-${process.pid}`)
  const file = await open(path, 'w')
  try {
    const page = Buffer.alloc(8_192, 1)
    const times = []
    for (let i = 0; i < 50; i++) {
      const began = performance.now()
      await file.write(page, 0, page.length, 0)
      await file.datasync()
      times.push(performance.now() - began)
    }
    const inMemory = (await statfs(tmpdir())).type === tmpfsMagic
    return `fsync is on; one synced write of 8 KiB takes ${median(times).toFixed(2)} ms here${inMemory ? ', because the folder is in memory (TMPDIR)' : ''}.`
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
}
