import type { Tx } from '@chime/db'
import { fold } from '@chime/protocol'
import { sql } from 'drizzle-orm'
import { notFound, Refusal } from '../errors.ts'
import { texts } from '../sql-arrays.ts'
import type { Named } from './parse-query.ts'
import { readableChannels } from './readable.ts'

/** A channel, and the one whose members may read it: the parent channel of a thread, else the channel itself. */
export type FoundChannel = { id: string; parentChannelId: string }

const wrong = (text: string) => new Refusal('INVALID_INPUT', `query: ${text}`, { field: 'query' })

/**
 * Finds the people whom `from:` names. `me` is the person who searches.
 *
 * @throws Refusal `INVALID_INPUT` for a username that nobody has
 */
export async function peopleOf(tx: Tx, userId: string, names: readonly Named[]): Promise<(Named & { id: string })[]> {
  if (names.length === 0) return []
  const { rows } = await tx.execute<{ id: string; name: string }>(sql`
    select id, lower(username) as name from users where lower(username) = any(${texts(names.map(folded))})`)
  return names.map((named) => {
    // Usernames have three characters at least, so nobody is called that.
    const id = folded(named) === 'me' ? userId : rows.find(({ name }) => name === folded(named))?.id
    if (id === undefined) throw wrong(`nobody is called ${named.name}`)
    return { ...named, id }
  })
}

/**
 * Finds the channels that `in:` names: every channel of that name which the person can see, or after an @, the direct
 * conversation with that user.
 *
 * @throws Refusal `INVALID_INPUT` for a name without such a channel
 */
export async function channelsOf(
  tx: Tx,
  userId: string,
  names: readonly Named[],
): Promise<(Named & { ids: string[] })[]> {
  if (names.length === 0) return []
  const { rows } = await tx.execute<{ id: string; name: string }>(sql`
    with ${readableChannels(userId, null)}
    select c.id, case when c.kind = 'direct' then '@' || lower(u.username) else coalesce(c.name_folded, lower(c.name)) end as name
    from channels c
    left join members m on c.kind = 'direct' and m.channel_id = c.id and m.user_id <> ${userId}
    left join users u on u.id = m.user_id
    where c.id in (select id from readable) and c.kind <> 'thread'`)
  return names.map((named) => {
    const ids = rows.filter(({ name }) => name === folded(named)).map(({ id }) => id)
    if (ids.length === 0) throw wrong(`there is no channel ${named.name} that you can see`)
    return { ...named, ids }
  })
}

/** @throws Refusal `NOT_FOUND` */
export async function channelOf(tx: Tx, userId: string, channelId: string): Promise<FoundChannel> {
  const { rows } = await tx.execute<FoundChannel>(sql`
    with ${readableChannels(userId, null)}
    select id, coalesce(parent_channel_id, id) as "parentChannelId" from channels
    where id = ${channelId} and coalesce(parent_channel_id, id) in (select id from readable)`)
  if (!rows[0]) throw notFound()
  return rows[0]
}

const folded = ({ name }: Named) => fold(name)
