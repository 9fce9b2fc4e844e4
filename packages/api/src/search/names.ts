import type { Tx } from '@chime/db'
import { sql } from 'drizzle-orm'
import { notFound, Refusal } from '../errors.ts'
import { texts } from './arrays.ts'
import type { Named } from './query.ts'
import { readableHomes } from './readable.ts'

/** A channel that is meant, and whose members may read it: itself, or the one above a thread. */
export type Meant = { id: string; homeId: string }

const wrong = (text: string) => new Refusal('INVALID_INPUT', `query: ${text}`, { field: 'query' })

/**
 * The people whom `from:` names.
 *
 * @throws Refusal `INVALID_INPUT` for a name that nobody has
 */
export async function peopleOf(tx: Tx, names: readonly Named[]): Promise<(Named & { id: string })[]> {
  if (names.length === 0) return []
  const { rows } = await tx.execute<{ id: string; name: string }>(sql`
    select id, lower(username) as name from users where lower(username) = any(${texts(names.map(lower))})`)
  return names.map((named) => {
    const id = rows.find(({ name }) => name === lower(named))?.id
    if (id === undefined) throw wrong(`nobody is called ${named.name}`)
    return { ...named, id }
  })
}

/**
 * The channels that `in:` names: all of that name which the person can see; after an @, the direct conversation with somebody.
 *
 * @throws Refusal `INVALID_INPUT` for a name that none of them has
 */
export async function channelsOf(
  tx: Tx,
  userId: string,
  names: readonly Named[],
): Promise<(Named & { ids: string[] })[]> {
  if (names.length === 0) return []
  const { rows } = await tx.execute<{ id: string; name: string }>(sql`
    with ${readableHomes(userId, null)}
    select c.id, case when c.kind = 'direct' then '@' || lower(u.username) else lower(c.name) end as name
    from channels c
    left join members m on c.kind = 'direct' and m.channel_id = c.id and m.user_id <> ${userId}
    left join users u on u.id = m.user_id
    where c.id in (select id from home) and c.kind <> 'thread'`)
  return names.map((named) => {
    const ids = rows.filter(({ name }) => name === lower(named)).map(({ id }) => id)
    if (ids.length === 0) throw wrong(`there is no channel ${named.name} that you can see`)
    return { ...named, ids }
  })
}

/** @throws Refusal `NOT_FOUND` */
export async function homeOf(tx: Tx, userId: string, channelId: string): Promise<Meant> {
  const { rows } = await tx.execute<Meant>(sql`
    with ${readableHomes(userId, null)}
    select id, coalesce(parent_channel_id, id) as "homeId" from channels
    where id = ${channelId} and coalesce(parent_channel_id, id) in (select id from home)`)
  if (!rows[0]) throw notFound()
  return rows[0]
}

const lower = ({ name }: Named) => name.toLowerCase()
