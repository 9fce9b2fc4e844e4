import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

const functionsFolder = fileURLToPath(new URL('../functions', import.meta.url))

/** The SQL functions of one release. */
export type FunctionSet = {
  /** Grows with every change; how many hashes `versions.json` lists. */
  version: number
  files: { name: string; sql: string }[]
}

/** @throws when the folder cannot be read */
export function readFunctions(folder = functionsFolder): FunctionSet {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  const files = names.sort().map((name) => ({ name, sql: readFileSync(join(folder, name), 'utf8') }))
  return { version: recordedHashes(folder).length, files }
}

/** The hash of the files at each version, oldest first: `versions.json`. */
export function recordedHashes(folder = functionsFolder): string[] {
  return JSON.parse(readFileSync(join(folder, 'versions.json'), 'utf8'))
}

/** Another file, or one changed letter, gives another hash. Line ends do not count, since Git may change them. */
export function functionsHash({ files }: FunctionSet): string {
  const hash = createHash('sha256')
  for (const { name, sql } of files) hash.update(`${name}\0${sql.replaceAll('\r\n', '\n')}\0`)
  return hash.digest('hex').slice(0, 16)
}

/**
 * Installs the functions if their version is higher than the one in the database. An older node that restarts during a rolling
 * upgrade has a lower one: it must not put its bodies back under the nodes that are new already. For the same reason nodes of
 * the release before must be able to live with each body; CONTRIBUTING.md says what to do where they cannot.
 *
 * To be called within a transaction, and under the lock of `migrate`.
 *
 * @throws when Postgres does not take a file; the message names it, and the transaction can only be rolled back
 */
export async function installFunctions(client: pg.Client, functions: FunctionSet): Promise<void> {
  const { rows } = await client.query<{ version: number }>('select functions_version as version from instance')
  if (functions.version <= (rows[0]?.version ?? 0)) return
  for (const { name, sql } of functions.files) {
    await install(client, sql).catch((error: unknown) => {
      throw new Error(`functions/${name}: ${error instanceof Error ? error.message : error}`, { cause: error })
    })
  }
  await client.query('update instance set functions_version = $1', [functions.version])
}

/** Replaces a function, so that triggers on it stay; or drops it first where its return type or parameter names changed. */
async function install(client: pg.Client, sql: string): Promise<void> {
  await client.query('savepoint before_function')
  try {
    await client.query(sql)
  } catch (error) {
    const old = inTheWay(error)
    if (old === undefined) throw error
    await client.query(`rollback to savepoint before_function; drop function ${old}`)
    await client.query(sql)
  }
}

const invalidFunctionDefinition = '42P13'

/**
 * The function that `create or replace` cannot replace. Postgres names it, with its arguments, in its hint alone, which
 * says "Use DROP FUNCTION … first." in the language of the server.
 */
function inTheWay(error: unknown): string | undefined {
  if (!(error instanceof pg.DatabaseError) || error.code !== invalidFunctionDefinition) return undefined
  return /DROP FUNCTION (.+\))/.exec(error.hint ?? '')?.[1]
}
