import { textOf, textsOf } from './fields.ts'
import type { Invocation } from './past.ts'

/** One call adds so many with one notice. */
const addedAtOnce = 100

/** What each call may say of itself in the channel: so many notices, at most. */
const mostNotices: Record<string, (input: unknown) => number> = {
  'members.add': (input) => Math.ceil(textsOf(input, 'userIds').length / addedAtOnce),
  'members.remove': () => 1,
  'members.setRole': () => 1,
  'channels.join': () => 1,
  // Whoever hands over first makes somebody else an owner.
  'channels.leave': () => 2,
  // Name, description, slow mode.
  'channels.update': () => 3,
  'channels.archive': () => 1,
  'channels.unarchive': () => 1,
  'invites.accept': () => 1,
}

/** Calls that may have made notices: by channel, and by whom. */
export class NoticeMakers {
  readonly #calls = new Map<string, { invocation: Invocation; most: number }[]>()

  constructor(invocations: readonly Invocation[]) {
    for (const invocation of invocations) {
      const { call, outcome } = invocation
      const most = mostNotices[call.procedure]
      // Of an invite without an answer nobody knows where it led.
      const channelId = textOf(call.input, 'channelId') ?? textOf(outcome?.answer, 'id')
      if (most === undefined || channelId === null || outcome?.outcome === 'refused') continue
      const key = `${channelId} ${call.userId}`
      const known = this.#calls.get(key) ?? []
      this.#calls.set(key, known)
      known.push({ invocation, most: most(call.input) })
    }
  }

  /** How many notices of theirs there may be by then. */
  most(channelId: string, userId: string | null, at: number): number {
    const calls = this.#calls.get(`${channelId} ${userId}`) ?? []
    return calls.reduce((sum, { invocation, most }) => sum + (invocation.call.at <= at ? most : 0), 0)
  }
}
