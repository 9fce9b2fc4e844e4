import type { Log } from '@chime/protocol'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { PgTransactionConfig } from 'drizzle-orm/pg-core'
import pg from 'pg'
import { isConnectionLost } from './errors.ts'
import * as schema from './schema/index.ts'

// Only this file knows which driver is used. docs/adr/0001-postgres-driver.md says why it is `pg`.

/** A pool that has no connection for this long is exhausted or has lost its server: fail, rather than queue for ever. */
const connectionTimeoutMs = 5_000
/** No statement of a chat takes this long. Postgres ends one that does, since others may wait for its locks. */
const statementTimeoutMs = 10_000
/** A channel's row is locked for milliseconds. Whoever waits longer than this for it occupies a connection that others need. */
const lockTimeoutMs = 5_000
/** A transaction that nobody continues, as when its node is frozen, must not keep its locks. */
const idleInTransactionTimeoutMs = 10_000
/** For a server that does not answer at all: its own timeouts do not help then. This one is longer than those. */
const queryTimeoutMs = 12_000
/** Notices a network link that died silently, while a connection waits. */
const keepAliveDelayMs = 10_000
/** Connecting takes a hundred times as long as a query, so this many connections stay open however little there is to do. */
const idleConnections = 2
/** The other connections are closed when they have had nothing to do for this long. */
const idleTimeoutMs = 60_000
const defaultMaxConnections = 10

type Orm = NodePgDatabase<typeof schema>
/** What the function of a transaction gets. It has the queries of `Orm`, on the connection of the transaction. */
export type Tx = Parameters<Parameters<Orm['transaction']>[0]>[0]

export type PoolOptions = {
  maxConnections: number
  /** How many connections stay open when there is nothing to do. 2 by default. */
  idleConnections?: number
  /** Shown in `pg_stat_activity`. */
  name: string
  /** How long to wait for a statement, 12 seconds by default; and for a connection, but at most 5 seconds. */
  queryTimeoutMs?: number
}

export type Database = {
  drizzle: Orm
  pool: pg.Pool
  /** Opens another pool on the same database, for work that must not wait for that of the main pool. Who opens it ends it. */
  openPool(options: PoolOptions): pg.Pool
  /** Waits for the queries that are running, then closes the connections. */
  close(): Promise<void>
}

/**
 * Opens the database without connecting: a connection is made for the first query. While the server is away nothing throws
 * here; queries reject (see `isConnectionLost`), and succeed again once the server is back.
 *
 * @param options.maxConnections how many this process may have, 10 by default. Postgres allows 100 for all processes by default.
 * @param options.queryTimeoutMs a statement without an answer for this long counts as lost. 12 seconds by default.
 */
export function openDatabase(options: {
  url: string
  maxConnections?: number
  queryTimeoutMs?: number
  log: Log
}): Database {
  const openPool = (settings: PoolOptions) => createPool(options.url, settings, options.log)
  const pool = openPool({
    maxConnections: options.maxConnections ?? defaultMaxConnections,
    queryTimeoutMs: options.queryTimeoutMs,
    name: 'chime',
  })
  const orm = wrap(pool)
  // Drizzle's own transaction never gives its connection back when `begin` fails, and waits for a lost server to roll back.
  orm.transaction = (run, config) => inTransaction(pool, run, config)
  let closing: Promise<void> | undefined
  return {
    drizzle: orm,
    pool,
    openPool,
    close() {
      closing ??= pool.end()
      return closing
    },
  }
}

function wrap(client: pg.Pool | pg.PoolClient): Orm {
  return drizzle(client, { schema, casing: 'snake_case' })
}

function createPool(url: string, settings: PoolOptions, log: Log): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    types,
    max: settings.maxConnections,
    min: settings.idleConnections ?? idleConnections,
    idleTimeoutMillis: idleTimeoutMs,
    application_name: settings.name,
    connectionTimeoutMillis: Math.min(connectionTimeoutMs, settings.queryTimeoutMs ?? queryTimeoutMs),
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    query_timeout: settings.queryTimeoutMs ?? queryTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveDelayMs,
  })
  pool.on('connect', (client) => {
    // While a client is checked out the pool does not listen, and an 'error' event without a listener ends the process.
    client.on('error', (error) => log.warn({ error, pool: settings.name }, 'lost a connection to the database'))
    useOwnTypes(client)
  })
  // The listener of the client has logged it already.
  pool.on('error', () => {})
  keepConnections(pool)
  return pool
}

/**
 * The `pool.query` of pg closes its connection whenever a statement fails, even if only a username was taken. This one closes a
 * connection only when it is lost.
 */
function keepConnections(pool: pg.Pool): void {
  pool.query = new Proxy(pool.query, {
    apply: (query, self, args) =>
      typeof args.at(-1) === 'function' ? Reflect.apply(query, self, args) : queryOnce(pool, args),
  })
}

async function queryOnce(pool: pg.Pool, args: unknown[]): Promise<unknown> {
  const client = await pool.connect()
  let gone = false
  try {
    return await Reflect.apply(client.query, client, args)
  } catch (error) {
    gone = isConnectionLost(error)
    throw error
  } finally {
    client.release(gone || isInTransaction(client))
  }
}

/**
 * Makes Drizzle's queries use our `types` too. Drizzle passes its own types with each query, and these win over those of the
 * pool. Setting ours globally would change pg for other people's code.
 */
function useOwnTypes(client: pg.PoolClient): void {
  client.query = new Proxy(client.query, {
    apply: (query, self, [first, ...rest]) => {
      const bringsTypes = typeof first === 'object' && first !== null && 'types' in first
      return Reflect.apply(query, self, [bringsTypes ? { ...first, types } : first, ...rest])
    },
  })
}

/** Reads int8 as a number and times as dates, in raw queries as well. */
const types: pg.CustomTypesConfig = {
  getTypeParser(id: number, format?: 'text' | 'binary') {
    const parse = pg.types.getTypeParser(id, format)
    if (format === 'binary') return parse
    if (id === pg.types.builtins.INT8) return safeInteger
    if (id === int8Array) return (text: string) => parse(text).map(safeInteger)
    return parse
  },
}
const int8Array = 1016

function safeInteger(text: string | null): number | null {
  if (text === null) return null
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large for a number`)
  return value
}

async function inTransaction<T>(pool: pg.Pool, run: (tx: Tx) => Promise<T>, config?: PgTransactionConfig): Promise<T> {
  const client = await pool.connect()
  let gone = false
  try {
    return await wrapClient(client).transaction(async (tx) => {
      try {
        return await run(tx)
      } catch (error) {
        // The rollback would wait behind the statement that has no answer. Without a connection it fails at once.
        if (isConnectionLost(error)) client.connection.stream.destroy()
        throw error
      }
    }, config)
  } catch (error) {
    gone = isConnectionLost(error)
    throw error
  } finally {
    // A connection that is lost, or still inside a transaction, must not go back to the pool.
    client.release(gone || isInTransaction(client))
  }
}

/** As the last answer of the server said. */
function isInTransaction(client: pg.PoolClient): boolean {
  return client.getTransactionStatus() !== 'I'
}

const wrapped = new WeakMap<pg.PoolClient, Orm>()

function wrapClient(client: pg.PoolClient): Orm {
  const known = wrapped.get(client) ?? wrap(client)
  wrapped.set(client, known)
  return known
}
