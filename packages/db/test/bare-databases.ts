import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@chime/testing/postgres'
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { openDatabase } from '../src/driver.ts'
import { migrationsFolder } from '../src/migrate.ts'
import { silent } from './fixture.ts'

/** Databases with nothing in them, for tests of `migrate`. */
export async function createBareDatabases() {
  const base = await createTestDatabase()
  const names = new Set<string>()

  async function asAdmin(statement: string) {
    const client = new pg.Client({ connectionString: base.url })
    await client.connect()
    await client.query(statement)
    await client.end()
  }

  return {
    /** An empty database. Other tests get a copy of a template, which is migrated. */
    async create(): Promise<string> {
      const name = `chime_test_bare_${randomBytes(6).toString('hex')}`
      await asAdmin(`create database ${name}`)
      names.add(name)
      return Object.assign(new URL(base.url), { pathname: `/${name}` }).href
    },
    async drop() {
      for (const name of names) await asAdmin(`drop database ${name} with (force)`)
      await base.drop()
    },
  }
}

/**
 * Applies the first `n` migrations only, with Drizzle's own migrator, as an older version of Chime did. Since it does so in a
 * transaction, indexes that are built while others write are built within it here; they are the same afterwards.
 */
export async function migrateAsBefore(url: string, n: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'chime-migrations-'))
  await cp(migrationsFolder, folder, { recursive: true })
  const journal = `${folder}/meta/_journal.json`
  const { entries, ...rest } = JSON.parse(await readFile(journal, 'utf8'))
  await writeFile(journal, JSON.stringify({ ...rest, entries: entries.slice(0, n) }))
  for (const { tag } of entries.slice(0, n)) {
    const file = `${folder}/${tag}.sql`
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('INDEX CONCURRENTLY', 'INDEX'))
  }
  const db = openDatabase({ url, log: silent })
  await applyMigrations(db.drizzle, { migrationsFolder: folder })
  await db.close()
  await rm(folder, { recursive: true })
}
