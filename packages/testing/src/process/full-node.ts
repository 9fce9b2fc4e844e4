import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import { createTestDatabase } from '../postgres.ts'
import { type ChimeServer, startChimeServer } from './chime-server.ts'
import { startWebApp } from './web-app.ts'

/** Server, database and web app together, as `npm start` runs them, but empty and without rate limits. */
export async function startFullNode(environment: Record<string, string> = {}): Promise<ChimeServer> {
  const database = await createTestDatabase()
  const webPort = await freePort()
  // For uploaded files.
  const folder = await mkdtemp(join(tmpdir(), 'chime-e2e-'))
  const server = await startChimeServer({
    DATABASE_URL: database.url,
    WEB_URL: `http://127.0.0.1:${webPort}`,
    DATA_DIR: folder,
    ...environment,
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
