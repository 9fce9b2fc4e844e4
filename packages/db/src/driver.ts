import type { Log } from '@chime/protocol'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { PgTransactionConfig } from 'drizzle-orm/pg-core'
import pg from 'pg'
import { isConnectionLost } from './errors.ts'
import * as schema from './schema.ts'

// The only file that knows which driver is used. Why it is `pg`: docs/adr/0001-postgres-driver.md

/** A pool that gives nobody a connection for this long is exhausted or has lost its server: say so, do not queue for ever. */
const connectionTimeoutMs = 5_000
/** No statement of a chat takes this long; one that does holds locks that others wait for. Postgres ends it. */
const statementTimeoutMs = 10_000
/** A channel's row is locked for milliseconds. Whoever waits this long for one sits on a connection that others need. */
const lockTimeoutMs = 5_000
/** A transaction that nobody continues (a frozen node) must not keep its locks. */
const idleInTransactionTimeoutMs = 10_000
/** For a server that does not answer at all, so that its own timeouts do not help. Longer than those. */
const queryTimeoutMs = 12_000
/** Notices a link that died without a word, on a connection that waits. */
const keepAliveDelayMs = 10_000
/** Connecting takes a hundred times as long as asking: these many stay, however quiet it is. */
const idleConnections = 2
/** The others go when they have had nothing to do for this long. */
const idleTimeoutMs = 60_000
const defaultMaxConnections = 10

export type Orm = NodePgDatabase<typeof schema>
/** What a transaction's function gets: asks like `drizzle`, on the transaction's connection. */
export type Tx = Parameters<Parameters<Orm['transaction']>[0]>[0]

export type PoolOptions = {
  maxConnections: number
  /** How many of them stay open when there is nothing to do. By default 2. */
  idleConnections?: number
  /** Shown in `pg_stat_activity`. */
  name: string
  /** How long to wait for a statement, and for a connection, in milliseconds. By default 12 and 5 seconds. */
  queryTimeoutMs?: number
}

export type Database = {
  drizzle: Orm
  pool: pg.Pool
  /** A further pool on the same database, for work that must not wait for the others. Whoever opens it ends it. */
  openPool(options: PoolOptions): pg.Pool
  /** Waits for the queries under way, then closes the connections. */
  close(): Promise<void>
}

/**
 * Connects lazily: resolves nothing and throws nothing while the server is away. Queries then reject (see
 * `isConnectionLost`), and succeed again once it is back.
 *
 * @param maxConnections Of this process. Postgres has 100 by default, for all of them.
 * @param queryTimeoutMs Without an answer for this long, a statement counts as lost. 12 seconds by default.
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
  // Drizzle's own loses the connection for good when `begin` fails, and waits for a server that is gone to roll back.
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
    // While a client is checked out the pool does not listen, and an unheard 'error' ends the process.
    client.on('error', (error) => log.warn({ error, pool: settings.name }, 'lost a connection to the database'))
    useOwnTypes(client)
  })
  // The client's listener has logged it.
  pool.on('error', () => {})
  keepConnections(pool)
  return pool
}

/**
 * pg's own `pool.query` throws the connection away whenever a statement fails, be it for a username that is taken. Here it
 * goes only when it is lost.
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
 * Makes Drizzle's queries read as `types` says. Drizzle passes types of its own with each query, which win over those
 * of the pool; and setting them globally would change pg for code that is not ours.
 */
function useOwnTypes(client: pg.PoolClient): void {
  client.query = new Proxy(client.query, {
    apply: (query, self, [first, ...rest]) => {
      const bringsTypes = typeof first === 'object' && first !== null && 'types' in first
      return Reflect.apply(query, self, [bringsTypes ? { ...first, types } : first, ...rest])
    },
  })
}

/** int8 as a number and times as dates, in raw queries too. */
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
        // Ends the connection, so that the rollback fails at once instead of waiting behind a statement without an answer.
        if (isConnectionLost(error)) client.connection.stream.destroy()
        throw error
      }
    }, config)
  } catch (error) {
    gone = isConnectionLost(error)
    throw error
  } finally {
    // A connection that is gone, or still inside a transaction, must not go back.
    client.release(gone || isInTransaction(client))
  }
}

/** As the last answer told it. */
function isInTransaction(client: pg.PoolClient): boolean {
  return client.getTransactionStatus() !== 'I'
}

const wrapped = new WeakMap<pg.PoolClient, Orm>()

function wrapClient(client: pg.PoolClient): Orm {
  const known = wrapped.get(client) ?? wrap(client)
  wrapped.set(client, known)
  return known
}
