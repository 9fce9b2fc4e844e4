import { schema, type Tx } from '@chime/db'
import {
  type Block,
  type ChannelSummary,
  type Draft,
  limits,
  type Me,
  type Reminder,
  type Scheduled,
} from '@chime/protocol'
import { and, asc, eq, gt } from 'drizzle-orm'
import { summariesOf } from '../channel/summary.ts'
import type { SignedInContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { readEpoch } from '../event/epoch.ts'
import { snapshot } from '../snapshot.ts'
import { toMe } from './present.ts'

const { members, users } = schema

type Changes = Mine & { revision: number; more: boolean; me: Me | null; channels: ChannelSummary[]; left: string[] }
type Page = Changes & { epoch: string; reset: boolean }
type Mine = { drafts: Draft[]; blocks: Block[]; scheduled: Scheduled[]; reminders: Reminder[] }
const nothing: Mine = { drafts: [], blocks: [], scheduled: [], reminders: [] }

/** What on my own stream is newer than `since`; see `channels.changes`. */
export function userChanges(ctx: SignedInContext, input: { since: number; limit: number }): Promise<Page> {
  return snapshot(ctx.services.db, async (tx) => {
    const { userId } = ctx.actor
    const epoch = await readEpoch(tx)
    const changes = await readUserChanges(tx, userId, input.since, input.limit)
    if (!changes) throw new Refusal('UNAUTHENTICATED', 'The account is gone')
    if (changes !== 'reset') return { epoch, reset: false, ...changes }
    const [row] = await tx.select({ revision: users.revision }).from(users).where(eq(users.id, userId))
    return {
      epoch,
      reset: true,
      revision: row?.revision ?? 0,
      more: false,
      me: null,
      channels: [],
      left: [],
      ...nothing,
    }
  })
}

/** @returns null when the user is gone, `reset` when there is too much to tell or `since` is from the future */
export async function readUserChanges(
  tx: Tx,
  userId: string,
  since: number,
  limit: number,
): Promise<Changes | 'reset' | null> {
  const [user] = await tx.select().from(users).where(eq(users.id, userId))
  if (!user) return null
  if (since > user.revision) return 'reset'
  const rows = await tx
    .select({ channelId: members.channelId, leftAt: members.leftAt, userRevision: members.userRevision })
    .from(members)
    .where(and(eq(members.userId, userId), gt(members.userRevision, since)))
    .orderBy(asc(members.userRevision))
    .limit(limits.changesMax + 1)
  if (rows.length > limits.changesMax) return 'reset'
  const page = rows.slice(0, limit)
  const more = rows.length > limit
  const current = page.filter((row) => !row.leftAt).map((row) => row.channelId)
  return {
    revision: more ? (page.at(-1)?.userRevision ?? since) : user.revision,
    more,
    me: !more && user.profileRevision > since ? toMe(user) : null,
    channels: await summariesOf(tx, userId, current),
    left: page.filter((row) => row.leftAt).map((row) => row.channelId),
    ...nothing,
  }
}
