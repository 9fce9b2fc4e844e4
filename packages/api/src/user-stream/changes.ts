import { schema, type Tx } from '@chime/db'
import { type ChannelSummary, limits, type Me } from '@chime/protocol'
import { and, eq, gt, lte, sql } from 'drizzle-orm'
import { summariesOf } from '../channel/summary.ts'
import type { SignedInContext } from '../context.ts'
import { answerSize } from '../cost/answer-size.ts'
import { pageBytesMax } from '../cost/page-bytes.ts'
import { Refusal } from '../errors.ts'
import { readEpoch } from '../event/epoch.ts'
import { questionTable } from '../event/row-budget.ts'
import { isShown } from '../member/shown.ts'
import { snapshot } from '../snapshot.ts'
import { toMe } from '../user/present.ts'
import { findNewer, type RowPosition, type RowsByKind, readRows } from './read-rows.ts'
import { type RowKind, rowKinds, type userRows } from './rows.ts'

const { members, users } = schema

/** The rows of each kind as their owner sees them. */
type ShownRows = { [K in RowKind]: Awaited<ReturnType<(typeof userRows)[K]['read']>>[number]['shown'][] }
type Changes = ShownRows & {
  revision: number
  more: boolean
  me: Me | null
  channels: ChannelSummary[]
  left: string[]
}
type Page = Changes & { epoch: string; reset: boolean }

/** Reads what has changed on the caller's own stream after the revision `since`; compare `channelChanges`. */
export function userChanges(ctx: SignedInContext, input: { since: number; limit: number }): Promise<Page> {
  return snapshot(ctx.services.db, async (tx) => {
    const { userId } = ctx.actor
    const epoch = await readEpoch(tx)
    const [user] = await tx.select().from(users).where(eq(users.id, userId))
    if (!user) throw new Refusal('UNAUTHENTICATED', 'The account is gone')
    const changes = await readUserChanges(tx, user, input.since, input.limit)
    if (changes) return { epoch, reset: false, ...changes }
    const { revision } = user
    const rows = shown(new Map())
    return { epoch, reset: true, revision, more: false, me: null, channels: [], left: [], ...rows }
  })
}

/** @returns null when too much has changed, when changes after `since` were swept, or when `since` lies in the future */
async function readUserChanges(
  tx: Tx,
  user: typeof users.$inferSelect,
  since: number,
  limit: number,
): Promise<Changes | null> {
  if (since > user.revision || since < user.sweptRevision) return null
  const question = questionTable([{ head: user, since }])
  const positions = await findNewer(tx, question, { max: limits.changesMax + 1, withMembers: true })
  if (positions.length > limits.changesMax) return null
  const changes: Changes = { revision: since, more: false, me: null, channels: [], left: [], ...shown(new Map()) }
  const page = cut(positions, limit)
  let taken = 0
  let bytes = 0
  while (taken < page.length && bytes < pageBytesMax) {
    const part = cut(page.slice(taken), partRows)
    taken += part.length
    const revision = part.at(-1)?.revision ?? since
    bytes += append(changes, await readPart(tx, user.id, part, { since: changes.revision, revision }))
    changes.revision = revision
  }
  if (taken < positions.length) return { ...changes, more: true }
  return { ...changes, revision: user.revision, me: user.profileRevision > since ? toMe(user) : null }
}

/** Rows that are read at a time. After each time their bytes are counted, and a page that is full ends. */
const partRows = 50

type Range = { since: number; revision: number }
type Part = Omit<Changes, 'revision' | 'more' | 'me'>

async function readPart(tx: Tx, userId: string, part: readonly RowPosition[], range: Range): Promise<Part> {
  const hasMemberships = part.some(({ kind }) => kind === 'members')
  const memberships = hasMemberships ? await readMemberships(tx, userId, range) : []
  const current = memberships.filter((row) => row.isShown).map((row) => row.channelId)
  return {
    channels: await summariesOf(tx, userId, current),
    left: memberships.filter((row) => !row.isShown).map((row) => row.channelId),
    ...shown(await readRows(tx, part)),
  }
}

/** @returns about how many bytes the part has in the answer */
function append(changes: Changes, part: Part): number {
  for (const key of ['channels', 'left', ...rowKinds] as const) (changes[key] as unknown[]).push(...part[key])
  return answerSize(part)
}

const shown = (rows: RowsByKind) =>
  // The cast restores what `RowsByKind` does not express: the rows of each kind hold what that kind's `present`
  // returned.
  Object.fromEntries(rowKinds.map((kind) => [kind, (rows.get(kind) ?? []).map((row) => row.shown)])) as ShownRows

/**
 * Takes the first `limit` positions, but never ends inside a revision: then it takes fewer, or if they are all of one
 * revision, that whole revision.
 */
function cut(positions: readonly RowPosition[], limit: number): RowPosition[] {
  const next = positions[limit]?.revision
  if (next === undefined) return [...positions]
  const whole = positions.slice(0, limit).filter(({ revision }) => revision < next)
  return whole.length > 0 ? whole : positions.filter(({ revision }) => revision === next)
}

const readMemberships = (tx: Tx, userId: string, { since, revision }: Range) =>
  tx
    .select({ channelId: members.channelId, isShown: sql<boolean>`${isShown}` })
    .from(members)
    .where(and(eq(members.userId, userId), gt(members.userRevision, since), lte(members.userRevision, revision)))
    .orderBy(members.userRevision)
