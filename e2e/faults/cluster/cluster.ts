import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startPrivatePostgres } from '@chime/testing/private-postgres'
import type { Random } from '@chime/testing/random'
import { startProxy, type TcpProxy } from '@chime/testing/tcp-proxy'
import pg from 'pg'
import { type Guard, startGuard } from './guard.ts'
import { type ClusterNode, type NodeSetting, startClusterNode } from './node.ts'
import { PublicationFilter } from './publication-filter.ts'
import { type ClusterRedis, startClusterRedis } from './redis.ts'

export const nodeCount = 3
/** One node has only this many database connections, so that its pool is exhausted at times. */
const smallPool = 4

export type Cluster = {
  readonly guard: Guard
  readonly postgres: Awaited<ReturnType<typeof startPrivatePostgres>>
  readonly redis: ClusterRedis
  readonly nodes: readonly ClusterNode[]
  /** Each has one proxy for each node: in front of Postgres, in front of Redis, and in front of the node itself. */
  readonly proxies: { readonly postgres: TcpProxy[]; readonly redis: TcpProxy[]; readonly clients: TcpProxy[] }
  /** The share of Redis publications that get lost on their way to a node, from 0 to 1. */
  lostPublications: number
  /** Asks the database directly, past all proxies. */
  query<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>
  /** A database connection of its own, past all proxies. The caller ends it. */
  connect(): Promise<pg.Client>
  stop(): Promise<void>
}

/** Starts Postgres, Redis and the nodes for one run, with a proxy that can fail between any two that talk to each other. */
export async function startCluster(
  folder: string,
  { random, node, redisProgram }: { random: Random; node: NodeSetting; redisProgram: string | undefined },
): Promise<Cluster> {
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

  async function start(): Promise<Cluster> {
    await mkdir(join(folder, 'files'))
    const onStart = (pid: number) => guard.watch(pid)
    const postgres = await startPrivatePostgres({ dataDir: join(folder, 'postgres'), onStart })
    ends.push(() => postgres.stop())
    const redis = await startClusterRedis({ folder, onStart, ...(redisProgram && { program: redisProgram }) })
    ends.push(() => redis.stop())

    const pool = new pg.Pool({ connectionString: postgres.url, max: 2, connectionTimeoutMillis: 5_000 })
    // Faults kill Postgres, and its connections break.
    pool.on('error', () => {})
    ends.push(() => pool.end())
    const proxies: Cluster['proxies'] = { postgres: [], redis: [], clients: [] }
    const nodes: ClusterNode[] = []
    for (let index = 0; index < nodeCount; index++) {
      proxies.postgres.push(await startProxy(postgres.url))
      proxies.redis.push(
        await startProxy(redis.url, {
          filterAnswers(said) {
            const isLost = () => said().includes('SUBSCRIBE') && random.next() < cluster.lostPublications
            return new PublicationFilter(isLost)
          },
        }),
      )
    }
    const cluster: Cluster = {
      guard,
      postgres,
      redis,
      nodes,
      proxies,
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
    for (const proxy of [...proxies.postgres, ...proxies.redis]) ends.push(() => proxy.close())
    const started = await Promise.all(
      Array.from({ length: nodeCount }, (_, index) => startClusterNode(index, settingOf(index), guard)),
    )
    for (const one of started) {
      nodes.push(one)
      ends.push(() => one.terminate())
      const proxy = await startProxy(one.url)
      proxies.clients.push(proxy)
      ends.push(() => proxy.close())
    }
    return cluster

    function settingOf(index: number): NodeSetting {
      return {
        imports: node.imports,
        env: {
          ...node.env,
          DATABASE_URL: proxies.postgres[index]?.url ?? '',
          REDIS_URL: proxies.redis[index]?.url ?? '',
          DATA_DIR: join(folder, 'files', String(index)),
          ...(index === nodeCount - 1 && { DATABASE_POOL: String(smallPool) }),
        },
      }
    }
  }
}
