import type { EventOf } from '@chime/protocol'
import { logins, usernames } from '../people.ts'
import { mate, type Team, type Teammate } from '../team.ts'

/** Those who stay with `--live`. The logins are for the reader, and two people stay offline, as in real life. */
export const liveNames: readonly string[] = usernames.filter((name) => !['david', 'elena', ...logins].includes(name))

export type LiveMembers = {
  members: readonly Teammate[]
  /** @returns undefined for somebody who is not played */
  byId(userId: string | null): Teammate | undefined
  byName(username: string): Teammate | undefined
}

export function liveMembersOf(team: Team): LiveMembers {
  const members = liveNames.map((name) => mate(team, name))
  return {
    members,
    byId: (userId) => members.find((member) => member.userId === userId),
    byName: (username) => members.find((member) => member.username === username),
  }
}

export type Heard = EventOf<'message'>

/** Subscribes all live members until the signal. `onMessage` is called for each message and each member who receives it. */
export function listen(
  { members }: LiveMembers,
  onMessage: (heard: Heard, by: Teammate) => void,
  signal: AbortSignal,
): void {
  for (const member of members) {
    const { unsubscribe } = member.trpc.events.subscribe.subscribe(undefined, {
      onData: (batch) => {
        for (const event of batch) if (event.type === 'message') onMessage(event, member)
      },
      onError: () => {},
    })
    signal.addEventListener('abort', unsubscribe, { once: true })
  }
}
