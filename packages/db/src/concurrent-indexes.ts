import type pg from 'pg'

const created = /^\s*create\s+(?:unique\s+)?index\s+concurrently\s+(?:if\s+not\s+exists\s+)?"?(\w+)"?/i
const dropped = /^\s*drop\s+index\s+(?:concurrently\s+)?(?:if\s+exists\s+)?"?(\w+)"?/i

/** Whether a statement of a migration builds an index while others write. Postgres runs it in no transaction. */
export const isConcurrent = (statement: string): boolean => created.test(statement)

/**
 * The indexes that are built while others write, each with its statement by its name.
 *
 * @param statements of all migrations, in their order. What a later one drops is left out
 */
export function concurrentIndexes(statements: readonly string[]): Map<string, string> {
  const indexes = new Map<string, string>()
  for (const statement of statements) {
    const name = created.exec(statement)?.[1]
    if (name !== undefined) indexes.set(name, statement)
    else indexes.delete(dropped.exec(statement)?.[1] ?? '')
  }
  return indexes
}

/**
 * Builds those of these indexes that are missing. An index whose building was broken off is there and of no use: it is
 * dropped and built anew. So it does not matter when the process ends; the next one that starts does the rest. To be called in no
 * transaction, and under the lock of `migrate`.
 */
export async function buildIndexes(client: pg.Client, indexes: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, statement] of indexes) {
    const { rows } = await client.query<{ valid: boolean }>(
      'select indisvalid as valid from pg_index where indexrelid = to_regclass(quote_ident($1))',
      [name],
    )
    if (rows[0]?.valid) continue
    if (rows[0]) await client.query(`drop index concurrently "${name}"`)
    await client.query(statement)
  }
}
