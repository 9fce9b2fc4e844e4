import { openDatabase } from '@chime/db'
import { createTestDatabase } from '@chime/db/testing'
import { pino } from 'pino'
import type { Given } from './node.ts'
import { connect, type Person, person, refusal, startTestNode, type TestClient } from './testing.ts'

// For the tests of this package: one node on a database of its own, and everybody who connected to it.

export type OneNode = Awaited<ReturnType<typeof oneNode>>

/** Start it once per test file, in `beforeAll`; `stop` in `afterAll` closes every client that came from it. */
export async function oneNode(environment: Record<string, string> = {}, given?: Given) {
  const database = await createTestDatabase()
  const node = await startTestNode({ DATABASE_URL: database.url, ...environment }, given)
  const db = openDatabase({ url: database.url, maxConnections: 2, log: pino({ level: 'silent' }) })
  const clients: Pick<TestClient, 'close'>[] = []
  const keep = <T extends Pick<TestClient, 'close'>>(client: T): T => {
    clients.push(client)
    return client
  }
  return {
    url: node.url,
    databaseUrl: database.url,
    /** Looks into the tables, or changes what no procedure changes: dates, roles. */
    async sql<Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> {
      return (await db.pool.query<Row>(text, values)).rows
    },
    person: async (name?: string): Promise<Person> => keep(await person(node.url, name)),
    connect: (token?: string): TestClient => keep(connect(node.url, token)),
    async stop() {
      await Promise.all(clients.map((client) => client.close()))
      await node.stop()
      await db.close()
      await database.drop()
    },
  }
}

/** How long a test waits for what should come in milliseconds: long enough for a busy machine. */
export const soon = { timeout: 5_000, interval: 10 }

/** A group of the first person, with the others in it. */
export async function groupOf(owner: Person, ...others: Person[]): Promise<string> {
  const memberIds = others.map(({ user }) => user.id)
  const { id } = await owner.trpc.channels.create.mutate({ kind: 'group', name: 'a group', memberIds })
  return id
}

/** Sends these texts one after the other. */
export async function say({ trpc }: Pick<Person, 'trpc'>, channelId: string, ...texts: string[]) {
  const sent = []
  for (const content of texts) {
    sent.push(await trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content }))
  }
  return sent
}

/** What each of these calls was refused for. */
export const reasons = async (...calls: Promise<unknown>[]) =>
  (await Promise.all(calls.map(refusal))).map(({ reason }) => reason)
