import { openDatabase } from '@chime/db'
import type { Overrides } from '@chime/server/src/services.ts'
import { pino } from 'pino'
import { clientPool, type Person, refusal, startTestNode } from './node.ts'
import { createTestDatabase } from './postgres.ts'
import type { StockClient } from './stock-client.ts'

// One node on a database of its own, and everybody who connected to it.

export type OneNode = Awaited<ReturnType<typeof oneNode>>

/** Call it once per test file, in `beforeAll`. `stop`, in `afterAll`, also closes every client that it made. */
export async function oneNode(environment: Record<string, string> = {}, overrides?: Overrides) {
  const database = await createTestDatabase()
  const node = await startTestNode({ DATABASE_URL: database.url, ...environment }, overrides)
  const db = openDatabase({ url: database.url, maxConnections: 2, log: pino({ level: 'silent' }) })
  const clients = clientPool()
  return {
    url: node.url,
    databaseUrl: database.url,
    /** Reads the tables, or changes in them what no procedure can change, such as dates and roles. */
    async sql<Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> {
      return (await db.pool.query<Row>(text, values)).rows
    },
    person: (name?: string): Promise<Person> => clients.person(node.url, name),
    connect: (token?: string): StockClient => clients.connect(node.url, token),
    async stop() {
      await clients.close()
      await node.stop()
      await db.close()
      await database.drop()
    },
  }
}

/** For `vi.waitFor`. What a test waits for usually comes within milliseconds; a busy machine may need seconds. */
export const soon = { timeout: 5_000, interval: 10 }

/** Creates a group that belongs to `owner`, with the others as members. @returns its id */
export async function groupOf(owner: Person, ...others: Person[]): Promise<string> {
  const memberIds = others.map(({ user }) => user.id)
  const { id } = await owner.trpc.channels.create.mutate({ kind: 'group', name: 'a group', memberIds })
  return id
}

/** Sends these texts, each once the one before is acknowledged. @returns the messages */
export async function say({ trpc }: Pick<Person, 'trpc'>, channelId: string, ...texts: string[]) {
  const sent = []
  for (const content of texts) {
    sent.push(await trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content }))
  }
  return sent
}

/** The reason for which each of these calls was refused. */
export const reasons = async (...calls: Promise<unknown>[]) =>
  (await Promise.all(calls.map(refusal))).map(({ reason }) => reason)
