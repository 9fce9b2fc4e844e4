import { startTestNode } from '@chime/testing/node'
import { createTestDatabase, type TestDatabase } from '@chime/testing/postgres'
import { call } from '@chime/testing/raw-client'
import { startStockServer } from './stock-server.ts'

// For the tests of parity: Chime's server and tRPC's own adapter side by side. Each has a database of its own, with the
// same person in it.

export type ParityServer = { url: string; stop(): Promise<void>; token: string; database: TestDatabase }
export type ParityServers = { ours: ParityServer; stock: ParityServer; stop(): Promise<void> }

export async function startParityServers(): Promise<ParityServers> {
  const start = async (run: (databaseUrl: string) => Promise<{ url: string; stop(): Promise<void> }>) => {
    const database = await createTestDatabase()
    const server = await run(database.url)
    const person = { username: 'ann', email: 'ann@example.com', password: 'correct horse battery' }
    const { data } = await call(server.url, 'auth.register', { input: person })
    return { ...server, database, token: (data as { token: string }).token } // as the contract has it
  }
  const ours = await start((url) => startTestNode({ DATABASE_URL: url }))
  const stock = await start(startStockServer)
  return {
    ours,
    stock,
    async stop() {
      for (const { stop, database } of [ours, stock]) {
        await stop()
        await database.drop()
      }
    },
  }
}

/** Creates a group of the server's person. @returns its id */
export async function createGroup({ url, token }: ParityServer): Promise<string> {
  const { data } = await call(url, 'channels.create', {
    input: { kind: 'group', name: 'a group' },
    headers: { authorization: `Bearer ${token}` },
  })
  return (data as { id: string }).id // as the contract has it
}
