import { type Tx, transaction } from '@chime/db'
import type { EventOf, ServerEvent, UserEvent } from '@chime/protocol'
import type { Publication } from '@chime/realtime'
import type { Services } from '../services.ts'

/** Events in the form in which a publication carries them. */
export const serialize = (events: readonly ServerEvent[]) => events.map((event) => JSON.stringify(event)).join(',')

type Step = { after: number; revision: number }
/** An event of a channel's own stream. */
export type ChannelEvent = EventOf<'message' | 'channel' | 'member'>

/**
 * Makes the publication on a channel's topic after one commit. `events` must not be empty, and must ascend by revision.
 */
export function channelPublication(
  channelId: string,
  events: readonly ChannelEvent[],
  more: Pick<Publication, 'removed' | 'except'> = {},
): Publication {
  return { topic: `channel:${channelId}`, ...span(events), events: serialize(events), ...more }
}

/** Makes the publication on a user's own topic after one commit. Several events must ascend by revision. */
export function userPublication(
  userId: string,
  event: UserEvent | readonly UserEvent[],
  more: Pick<Publication, 'joined' | 'endedSessions'> = {},
): Publication {
  const events = [event].flat()
  const left = events.flatMap((each) => (each.type === 'left' ? [each.channelId] : []))
  return {
    topic: `user:${userId}`,
    ...span(events),
    events: serialize(events),
    ...(left.length > 0 && { left }),
    ...more,
  }
}

/** Makes the publication that closes the sockets of these sessions of one user, on every node. */
export const sessionsEnded = (userId: string, endedSessions: string[]): Publication => ({
  topic: `user:${userId}`,
  after: null,
  revision: null,
  events: '',
  endedSessions,
})

function span(events: readonly Step[]): Step {
  const after = events[0]?.after
  const revision = events.at(-1)?.revision
  if (after === undefined || revision === undefined) throw new Error('a publication without events has no revision')
  return { after, revision }
}

/**
 * Gives a publication to the bus without waiting for it. The rows are committed already, so a failing bus makes
 * delivery slow and never wrong: the hub finds the gap and repairs it from the rows. Publications of one topic reach
 * the bus in the order of the calls.
 */
export function publish({ bus, log }: Pick<Services, 'bus' | 'log'>, publication: Publication): void {
  bus.publish(publication).catch((err: unknown) => {
    log.debug(
      { err, topic: publication.topic, revision: publication.revision },
      'publication lost, repair will find it',
    )
  })
}

/**
 * Makes any change except sending messages: runs `work` in a transaction, and then publishes what it passed to
 * `publishAfterCommit`. `work` must lock channels before users, each in the order of their ids (`lockChannel`,
 * `nextUserRevisions`). It may run again when the database asks for a retry.
 */
export async function change<T>(
  services: Pick<Services, 'db' | 'bus' | 'log'>,
  work: (tx: Tx, publishAfterCommit: (...publications: Publication[]) => void) => Promise<T>,
): Promise<T> {
  let publications: Publication[] = []
  const result = await transaction(services.db, (tx) => {
    publications = []
    return work(tx, (...more) => publications.push(...more))
  })
  for (const publication of publications) publish(services, publication)
  return result
}
