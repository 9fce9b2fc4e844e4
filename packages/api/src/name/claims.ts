import type { Tx } from '@chime/db'
import { sql } from 'drizzle-orm'
import { Refusal } from '../errors.ts'
import { texts, uuids } from '../sql-arrays.ts'
import { nameKeys } from './keys.ts'

export type NameKind = 'user' | 'channel'
/** A name that is unique in its kind: a username or the handle of a user group, or the name of an open channel. */
type Named = { id: string; name: string }

/**
 * Takes names for their owners, in every form that people would take for them (`nameKeys`), and gives up what the
 * owners had before. A key that somebody else has stays theirs. Whoever wants the same key in another transaction
 * waits for the end of this one.
 *
 * @returns the ids of the owners whose name looks like one that somebody else has
 */
export async function claimNames(tx: Tx, kind: NameKind, named: readonly Named[]): Promise<Set<string>> {
  if (named.length === 0) return new Set()
  const wanted = named.flatMap(({ id, name }) => nameKeys(name).map((key) => ({ id, key })))
  const [ids, keys] = [uuids(wanted.map(({ id }) => id)), texts(wanted.map(({ key }) => key))]
  const owners = uuids(named.map(({ id }) => id))
  const givenUp = await tx.execute(sql`
    delete from name_claims c where c.kind = ${kind} and (
      c.owner_id = any(${owners})
      and not exists (select from unnest(${ids}, ${keys}) w (id, key) where w.id = c.owner_id and w.key = c.key)
      or c.key = any(${keys}) and not ${hasOwner[kind]}
    )`)
  if (givenUp.rowCount) await lookAgain(tx, kind)
  // In the order in which the names are given: the first one gets the key.
  await tx.execute(sql`
    insert into name_claims (kind, key, owner_id)
    select distinct on (key) ${kind}, key, id from unnest(${ids}, ${keys}) with ordinality w (id, key, i) order by key, i
    on conflict (kind, key) do nothing`)
  const { rows } = await tx.execute<{ id: string }>(sql`
    select distinct w.id from unnest(${ids}, ${keys}) w (id, key)
    join name_claims c on c.kind = ${kind} and c.key = w.key and c.owner_id <> w.id`)
  return new Set(rows.map(({ id }) => id))
}

/** Whether the owner of the claim `c` still has a name. */
const hasOwner = {
  user: sql`(exists (select from users o where o.id = c.owner_id)
    or exists (select from groups g where g.id = c.owner_id and g.deleted_at is null))`,
  channel: sql`exists (select from channels o where o.id = c.owner_id)`,
}
const tables = { user: sql`users`, channel: sql`channels` }

/** A name is free again, and perhaps it was what another one clashed with. Those that are locked clash a while longer. */
const lookAgain = (tx: Tx, kind: NameKind) =>
  tx.execute(sql`
    update ${tables[kind]} set fold_version = 0
    where id in (select id from ${tables[kind]} where name_clashes for update skip locked)`)

/**
 * Takes a name that somebody chooses now.
 *
 * @param field of the call's input
 * @throws Refusal `CONFLICT` when it looks like a name that somebody else has
 */
export async function claimName(tx: Tx, kind: NameKind, named: Named, field: string): Promise<void> {
  const clashing = await claimNames(tx, kind, [named])
  if (clashing.size > 0) throw nameTaken(field)
}

export const nameTaken = (field: string) =>
  new Refusal('CONFLICT', `${field}: is taken, or looks like one that is`, { field })
