import { type Tx, transaction } from '@chime/db'
import { foldVersion } from '@chime/protocol'
import { type SQL, sql } from 'drizzle-orm'
import { mendAllReactions } from '../message/mend-reactions.ts'
import { repeat } from '../repeat.ts'
import type { Services } from '../services.ts'
import { texts, uuids } from '../sql-arrays.ts'
import { claimNames } from './claims.ts'
import { foldName } from './keys.ts'

/** How soon a name is folded that a node of an earlier release, or a person with SQL, has written. */
const everyMs = 5_000
/** Names in one transaction. Their rows are locked for some milliseconds. */
const atOnce = 100

/**
 * Folds the names and emoji that stand: those from before there was a fold, or folded by an earlier version of it. The oldest
 * gets a name that two have; the others keep theirs and are marked. Only then are new names that look like them refused,
 * so it begins at once. It brings nothing down: what fails is tried again.
 */
export function createFolding(services: Pick<Services, 'db' | 'bus' | 'log'>): { close(): void } {
  const { log } = services
  const look = async () => {
    while ((await foldUsers(services)) + (await foldGroups(services)) + (await foldChannels(services)) > 0);
    await mendAllReactions(services)
  }
  const first = look().catch((err: unknown) => log.warn({ err }, 'names not folded; tried again'))
  return { close: repeat(everyMs, () => first.then(look), log, 'names not folded; tried again') }
}

type Row = { id: string; username: string; name: string | null; isOpen: boolean }
type Folded = { id: string; folded: string | null; clashes: boolean }

const foldUsers = ({ db }: Pick<Services, 'db'>) =>
  transaction(db, async (tx) => {
    const rows = await take(tx, sql`users`, sql`username, full_name as name, true as "isOpen"`)
    const clashing = await claimNames(
      tx,
      'user',
      rows.map(({ id, username }) => ({ id, name: username })),
    )
    return keep(
      tx,
      sql`users`,
      rows.map(({ id, name }) => ({ id, folded: foldName(name), clashes: clashing.has(id) })),
    )
  })

/** Claims the handles of user groups anew, after those of people. A group keeps its handle, whoever has one that looks like it. */
const foldGroups = ({ db }: Pick<Services, 'db'>) =>
  transaction(db, async (tx) => {
    const { rows } = await tx.execute<{ id: string; name: string }>(sql`
      select id, handle as name from groups where fold_version < ${foldVersion} and deleted_at is null
      order by created_at, id limit ${atOnce} for update skip locked`)
    await claimNames(tx, 'user', rows)
    const ids = uuids(rows.map(({ id }) => id))
    if (rows.length > 0) await tx.execute(sql`update groups set fold_version = ${foldVersion} where id = any(${ids})`)
    return rows.length
  })

const foldChannels = ({ db }: Pick<Services, 'db'>) =>
  transaction(db, async (tx) => {
    const columns = sql`'' as username, name, kind in ('public', 'announcement') as "isOpen"`
    const rows = await take(tx, sql`channels`, columns, sql`name is not null`)
    const open = rows.flatMap(({ id, name, isOpen }) => (isOpen && name !== null ? [{ id, name }] : []))
    const clashing = await claimNames(tx, 'channel', open)
    return keep(
      tx,
      sql`channels`,
      rows.map(({ id, name }) => ({ id, folded: foldName(name), clashes: clashing.has(id) })),
    )
  })

async function take(tx: Tx, table: SQL, columns: SQL, condition = sql`true`): Promise<Row[]> {
  const { rows } = await tx.execute<Row>(sql`
    select id, ${columns} from ${table} where fold_version < ${foldVersion} and ${condition}
    order by fold_version, created_at, id limit ${atOnce} for update skip locked`)
  return rows
}

/** @returns how many they are */
async function keep(tx: Tx, table: SQL, rows: readonly Folded[]): Promise<number> {
  if (rows.length === 0) return 0
  await tx.execute(sql`
    update ${table} t set name_folded = f.folded, fold_version = ${foldVersion}, name_clashes = f.clashes
    from unnest(${uuids(rows.map(({ id }) => id))}, ${texts(rows.map(({ folded }) => folded))},
      ${sql.param(rows.map(({ clashes }) => clashes))}::boolean[]) f (id, folded, clashes) where t.id = f.id`)
  return rows.length
}
