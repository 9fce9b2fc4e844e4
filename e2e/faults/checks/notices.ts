import { textOf, textsOf } from './fields.ts'
import type { Invocation } from './history-index.ts'

/** How many members one notice of an addition names at most. */
const addedAtOnce = 100

/** How many notices each call may write at most. */
const mostNotices: Record<string, (input: unknown) => number> = {
  'members.add': (input) => Math.ceil(textsOf(input, 'userIds').length / addedAtOnce),
  'members.remove': () => 1,
  'members.setRole': () => 1,
  'channels.join': () => 1,
  // The last owner who leaves first makes somebody else an owner, which is a notice too.
  'channels.leave': () => 2,
  // One each for the name, the description and the slow mode.
  'channels.update': () => 3,
  'channels.archive': () => 1,
  'channels.unarchive': () => 1,
  'invites.accept': () => 1,
}

/** Calls that may have written notices, by channel and user. */
export class NoticeMakers {
  readonly #calls = new Map<string, { invocation: Invocation; most: number }[]>()

  constructor(invocations: readonly Invocation[]) {
    for (const invocation of invocations) {
      const { call, outcome } = invocation
      const most = mostNotices[call.procedure]
      // Without an answer, the channel of an invite is unknown.
      const channelId = textOf(call.input, 'channelId') ?? textOf(outcome?.answer, 'id')
      if (most === undefined || channelId === null || outcome?.outcome === 'refused') continue
      const key = `${channelId} ${call.userId}`
      const known = this.#calls.get(key) ?? []
      this.#calls.set(key, known)
      known.push({ invocation, most: most(call.input) })
    }
  }

  /** How many notices of this user there may be in the channel at this time. */
  most(channelId: string, userId: string | null, at: number): number {
    const calls = this.#calls.get(`${channelId} ${userId}`) ?? []
    return calls.reduce((sum, { invocation, most }) => sum + (invocation.call.at <= at ? most : 0), 0)
  }
}
