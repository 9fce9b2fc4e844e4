import { createTestDatabase, type TestDatabase } from '@chime/db/testing'
import { startTestNode } from './testing.ts'
import { call } from './testing-raw.ts'
import { startStock } from './testing-stock.ts'

// For the tests of this package: Chime's server and tRPC's own adapter side by side, each with a database of its own that
// begins the same, with the same person in it.

export type ParityServer = { url: string; stop(): Promise<void>; token: string; database: TestDatabase }

export async function startParity(): Promise<{ ours: ParityServer; stock: ParityServer; stop(): Promise<void> }> {
  const start = async (run: (databaseUrl: string) => Promise<{ url: string; stop(): Promise<void> }>) => {
    const database = await createTestDatabase()
    const server = await run(database.url)
    const person = { username: 'ann', email: 'ann@example.com', password: 'correct horse battery' }
    const { data } = await call(server.url, 'auth.register', { input: person })
    return { ...server, database, token: (data as { token: string }).token } // as the contract has it
  }
  const ours = await start((url) => startTestNode({ DATABASE_URL: url }))
  const stock = await start(startStock)
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

/** A group of the person's own. @returns its id */
export async function groupIn({ url, token }: ParityServer): Promise<string> {
  const { data } = await call(url, 'channels.create', {
    input: { kind: 'group', name: 'a group' },
    headers: { authorization: `Bearer ${token}` },
  })
  return (data as { id: string }).id // as the contract has it
}
