import { textOf, textsOf } from './fields.ts'
import type { HistoryIndex, Invocation } from './history-index.ts'

export type MembershipAct = { kind: 'in' | 'out'; channelId: string; userId: string; invocation: Invocation }

/** All calls that may have added a user to a channel or removed them, in their order. Refused ones are left out. */
export function membershipActs(history: HistoryIndex): Map<string, MembershipAct[]> {
  const acts = new Map<string, MembershipAct[]>()
  for (const invocation of history.invocations) {
    if (invocation.outcome?.outcome === 'refused') continue
    for (const act of actsOf(invocation)) {
      const key = membershipKey(act.channelId, act.userId)
      const known = acts.get(key)
      if (known === undefined) acts.set(key, [act])
      else known.push(act)
    }
  }
  return acts
}

export const membershipKey = (channelId: string, userId: string): string => `${channelId} ${userId}`

function actsOf(invocation: Invocation): MembershipAct[] {
  const { call, outcome } = invocation
  const act = (kind: 'in' | 'out', channelId: string | null, userId: string | null): MembershipAct[] =>
    channelId === null || userId === null ? [] : [{ kind, channelId, userId, invocation }]
  const named = textOf(call.input, 'channelId')
  const answered = textOf(outcome?.answer, 'id')
  switch (call.procedure) {
    case 'members.add':
      return textsOf(call.input, 'userIds').flatMap((userId) => act('in', named, userId))
    case 'members.remove':
      return act('out', named, textOf(call.input, 'userId'))
    case 'channels.join':
      return act('in', named, call.userId)
    case 'channels.leave':
      return act('out', named, call.userId)
    case 'invites.accept':
    case 'channels.openDirect':
      return act('in', answered, call.userId)
    case 'channels.create':
      return [call.userId, ...textsOf(call.input, 'memberIds')].flatMap((userId) => act('in', answered, userId))
    default:
      return []
  }
}

/** When the last of these calls ended, as far as the history says; 0 when there was none. */
export function settledSince(acts: readonly MembershipAct[] | undefined): number {
  let since = 0
  for (const { invocation } of acts ?? []) since = Math.max(since, invocation.outcome?.at ?? Number.POSITIVE_INFINITY)
  return since
}
