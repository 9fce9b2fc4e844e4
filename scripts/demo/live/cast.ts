import type { EventOf } from '@chime/protocol'
import { logins, usernames } from '../people.ts'
import { mate, type Team, type Teammate } from '../team.ts'

/** Who stays when the demo goes on. The logins are the reader's, and two stay away: not everybody is always there. */
export const castNames: readonly string[] = usernames.filter((name) => !['david', 'elena', ...logins].includes(name))

export type Cast = {
  members: readonly Teammate[]
  /** @returns undefined for somebody who is not played here */
  byId(userId: string | null): Teammate | undefined
  byName(username: string): Teammate | undefined
}

export function castOf(team: Team): Cast {
  const members = castNames.map((name) => mate(team, name))
  return {
    members,
    byId: (userId) => members.find((member) => member.userId === userId),
    byName: (username) => members.find((member) => member.username === username),
  }
}

export type Heard = EventOf<'message'>

/** Everybody listens until the signal. A new message is told once for each member who hears it. */
export function listen({ members }: Cast, onMessage: (heard: Heard, by: Teammate) => void, signal: AbortSignal): void {
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
