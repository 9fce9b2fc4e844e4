import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@chime/db/testing'
import { type ChimeServer, startChimeServer } from './chime-server.ts'
import { freePort } from './program.ts'
import { startWebApp } from './web-app.ts'

/** Server, database and web app, as `npm start` puts them together, but for tests: without rate limits, and empty. */
export async function startFullNode(): Promise<ChimeServer & { close(): Promise<void> }> {
  const database = await createTestDatabase()
  const webPort = await freePort()
  // What people upload.
  const folder = await mkdtemp(join(tmpdir(), 'chime-e2e-'))
  const server = await startChimeServer({
    DATABASE_URL: database.url,
    WEB_URL: `http://127.0.0.1:${webPort}`,
    DATA_DIR: folder,
  })
  const web = await startWebApp({ port: webPort, serverUrl: server.url })
  return Object.assign(server, {
    async close() {
      await server.stop()
      await web.stop()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  })
}
