import { schema } from '@chime/db'
import { type SQL, sql } from 'drizzle-orm'

const { channels, members } = schema

/**
 * What the server is. `team`: anybody may add and write to anybody, and sees who is there. `community`: who is not
 * acquainted invites.
 */
export type People = 'team' | 'community'

/** Who may reach a user without asking, from the value of `users.reachable_by`. A person can only be stricter. */
export const reachOf = (people: People, reachableBy: SQL): SQL<'everybody' | 'acquaintances' | 'nobody'> =>
  sql`coalesce(${reachableBy}, ${people === 'team' ? 'everybody' : 'acquaintances'})`

/** The condition that two users share a channel. */
export const shareAChannel = (a: SQL, b: SQL): SQL<boolean> => sql`exists (
  select from ${members} mine join ${members} theirs using (channel_id)
  where mine.user_id = ${a} and mine.left_at is null and theirs.user_id = ${b} and theirs.left_at is null)`

/**
 * The condition that two users are acquainted: they share a channel that both have chosen. Otherwise whoever is brought
 * into a group could reach everybody in it, and be seen by them. Threads do not count: one is in them because of others.
 */
export const areAcquainted = (a: SQL, b: SQL): SQL<boolean> => sql`exists (
  select from ${members} mine join ${members} theirs using (channel_id) join ${channels} c on c.id = mine.channel_id
  where mine.user_id = ${a} and ${hasChosen(sql`mine`)} and theirs.user_id = ${b} and ${hasChosen(sql`theirs`)}
  and c.parent_channel_id is null)`

/** The ids of the users with whom this one is acquainted, as a subquery. */
export const acquaintancesOf = (userId: string): SQL => sql`(
  select theirs.user_id from ${members} mine join ${members} theirs using (channel_id)
  join ${channels} c on c.id = mine.channel_id
  where mine.user_id = ${userId} and ${hasChosen(sql`mine`)} and ${hasChosen(sql`theirs`)}
  and c.parent_channel_id is null)`

/** The condition that a member is in the channel because they want to be: whoever has written there does, too. */
export const hasChosen = (member: SQL): SQL<boolean> =>
  sql`(${member}.left_at is null and (${member}.chosen or ${member}.last_sent_at >= ${member}.joined_at))`
