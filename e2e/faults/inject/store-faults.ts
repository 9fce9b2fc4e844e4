import { type FaultKind, repeatedly } from './fault-kind.ts'

const redis = () => ['redis']
const postgres = () => ['postgres']

/** Faults of Redis and Postgres themselves. */
export const storeFaults: FaultKind[] = [
  {
    name: 'Redis killed',
    shortMs: 4_000,
    fullMs: 30_000,
    claims: redis,
    what: () => 'kill -9 Redis; it comes back empty',
    async begin({ cluster }) {
      await cluster.redis.kill()
      return () => cluster.redis.restart()
    },
  },
  {
    name: 'Redis frozen',
    shortMs: 4_000,
    fullMs: 10_000,
    claims: redis,
    what: () => 'SIGSTOP Redis',
    async begin({ cluster }) {
      cluster.redis.pause()
      return async () => cluster.redis.resume()
    },
  },
  {
    name: 'subscribers dropped',
    shortMs: 4_000,
    fullMs: 12_000,
    claims: redis,
    what: () => 'CLIENT KILL TYPE pubsub, again and again',
    async begin({ cluster, random }) {
      return repeatedly(
        () => random.between(200, 1_000),
        () => cluster.redis.killSubscribers(),
      )
    },
  },
  {
    name: 'publications lost',
    shortMs: 8_000,
    fullMs: 25_000,
    claims: () => ['publications'],
    what: () => 'of 100 publications, one does not reach a node',
    async begin({ cluster }) {
      cluster.lostPublications = 0.01
      return async () => {
        cluster.lostPublications = 0
      }
    },
  },
  {
    name: 'Postgres killed',
    shortMs: 2_000,
    fullMs: 5_000,
    claims: postgres,
    what: () => 'kill -9 Postgres',
    async begin({ cluster }) {
      await cluster.postgres.kill()
      return () => cluster.postgres.restart()
    },
  },
  {
    name: 'Postgres frozen',
    shortMs: 4_000,
    fullMs: 20_000,
    claims: postgres,
    what: () => 'SIGSTOP Postgres and all its backends',
    async begin({ cluster }) {
      await cluster.postgres.pause()
      return () => cluster.postgres.resume()
    },
  },
  {
    name: 'backends terminated',
    shortMs: 4_000,
    fullMs: 15_000,
    claims: postgres,
    what: () => 'pg_terminate_backend of a random one, again and again',
    async begin({ cluster, random }) {
      const terminate = `select pg_terminate_backend(pid) from pg_stat_activity
        where pid <> pg_backend_pid() and backend_type = 'client backend' and datname = current_database()
        order by random() limit 1`
      return repeatedly(
        () => random.between(50, 250),
        () => cluster.query(terminate),
      )
    },
  },
  {
    name: 'pool exhausted',
    shortMs: 4_000,
    fullMs: 10_000,
    claims: postgres,
    what: () => 'every channel row is locked by somebody else',
    async begin({ cluster }) {
      const client = await cluster.connect()
      await client.query('begin')
      await client.query(`set local lock_timeout = '5s'`)
      await client.query('select 1 from channels order by id for update').catch(() => {})
      return async () => {
        await client.query('rollback').catch(() => {})
        await client.end().catch(() => {})
      }
    },
  },
]
