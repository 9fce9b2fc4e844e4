import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startPrivatePostgres } from '@chime/db/testing/postgres'
import pg from 'pg'
import type { Random } from '../random.ts'
import { type Guard, startGuard } from './guard.ts'
import { type Link, startLink } from './link.ts'
import { type HurtNode, type NodeSetting, startHurtNode } from './node.ts'
import { PublicationFilter } from './publications.ts'
import { type HurtRedis, startHurtRedis } from './redis.ts'

/** How many nodes there are. */
export const nodeCount = 3
/** One node may hold only so many database connections: its pool is soon exhausted. */
const smallPool = 4

export type World = {
  readonly guard: Guard
  readonly postgres: Awaited<ReturnType<typeof startPrivatePostgres>>
  readonly redis: HurtRedis
  readonly nodes: readonly HurtNode[]
  /** By node: to the database, to Redis, and from the clients. */
  readonly links: { readonly postgres: Link[]; readonly redis: Link[]; readonly clients: Link[] }
  /** Of publications, how many get lost on their way to a node, from 0 to 1. */
  lostPublications: number
  /** Straight to the database, past all faults of the network. */
  query<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>
  /** A connection of one's own, to be ended by whoever asked. */
  connect(): Promise<pg.Client>
  stop(): Promise<void>
}

/** Postgres, Redis and the nodes, each of the run's own, with a link that can fail wherever two of them speak. */
export async function startWorld(
  folder: string,
  { random, node, redisProgram }: { random: Random; node: NodeSetting; redisProgram: string | undefined },
): Promise<World> {
  const guard = startGuard(folder)
  const ends: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end().catch((error: unknown) => console.error('stopping:', error))
    guard.release()
  }
  try {
    return await start()
  } catch (error) {
    await stop()
    throw error
  }

  async function start(): Promise<World> {
    await mkdir(join(folder, 'files'))
    const onStart = (pid: number) => guard.watch(pid)
    const postgres = await startPrivatePostgres({ dataDir: join(folder, 'postgres'), onStart })
    ends.push(() => postgres.stop())
    const redis = await startHurtRedis({ folder, onStart, ...(redisProgram && { program: redisProgram }) })
    ends.push(() => redis.stop())

    const pool = new pg.Pool({ connectionString: postgres.url, max: 2, connectionTimeoutMillis: 5_000 })
    // The run kills what it is connected to.
    pool.on('error', () => {})
    ends.push(() => pool.end())
    const databasePort = Number(new URL(postgres.url).port)
    const links: World['links'] = { postgres: [], redis: [], clients: [] }
    const nodes: HurtNode[] = []
    for (let index = 0; index < nodeCount; index++) {
      links.postgres.push(await startLink({ host: '127.0.0.1', port: databasePort }))
      links.redis.push(
        await startLink({ host: '127.0.0.1', port: redis.port }, (said) => {
          const isLost = () => said().includes('SUBSCRIBE') && random.next() < world.lostPublications
          return new PublicationFilter(isLost)
        }),
      )
    }
    const world: World = {
      guard,
      postgres,
      redis,
      nodes,
      links,
      lostPublications: 0,
      query: async <T extends pg.QueryResultRow>(text: string, values?: unknown[]) =>
        (await pool.query<T>(text, values)).rows,
      async connect() {
        const client = new pg.Client({ connectionString: postgres.url, connectionTimeoutMillis: 5_000 })
        client.on('error', () => {})
        await client.connect()
        return client
      },
      stop,
    }
    for (const link of [...links.postgres, ...links.redis]) ends.push(() => link.close())
    const started = await Promise.all(
      Array.from({ length: nodeCount }, (_, index) => startHurtNode(index, settingOf(index), guard)),
    )
    for (const one of started) {
      nodes.push(one)
      ends.push(() => one.terminate())
      const link = await startLink({ host: '127.0.0.1', port: one.port })
      links.clients.push(link)
      ends.push(() => link.close())
    }
    return world

    function settingOf(index: number): NodeSetting {
      const database = new URL(postgres.url)
      database.port = String(links.postgres[index]?.port)
      return {
        imports: node.imports,
        env: {
          ...node.env,
          DATABASE_URL: database.href,
          REDIS_URL: `redis://127.0.0.1:${links.redis[index]?.port}`,
          DATA_DIR: join(folder, 'files', String(index)),
          ...(index === nodeCount - 1 && { DATABASE_POOL: String(smallPool) }),
        },
      }
    }
  }
}
