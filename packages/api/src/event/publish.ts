import { type Tx, transaction } from '@chime/db'
import type { EventOf, ServerEvent } from '@chime/protocol'
import type { Publication } from '@chime/realtime'
import type { Services } from '../services.ts'

/** The events as a publication carries them. */
export const serialize = (events: readonly ServerEvent[]) => events.map((event) => JSON.stringify(event)).join(',')

type Step = { after: number; revision: number }
/** An event of a channel's own stream. */
export type ChannelEvent = EventOf<'message' | 'channel' | 'member'>

/** What a channel's stream has to say after one commit. `events` is not empty and ascends. */
export function channelPublication(
  channelId: string,
  events: readonly ChannelEvent[],
  more: Pick<Publication, 'removed' | 'except'> = {},
): Publication {
  return { topic: `channel:${channelId}`, ...span(events), events: serialize(events), ...more }
}

/** An event of a user's own stream. */
export type OwnEvent = EventOf<
  'joined' | 'left' | 'marker' | 'notify' | 'me' | 'draft' | 'block' | 'scheduled' | 'reminder'
>

/** What a user's own stream has to say after one commit. Several events ascend. */
export function userPublication(
  userId: string,
  event: OwnEvent | readonly OwnEvent[],
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

function span(events: readonly Step[]): Step {
  const after = events[0]?.after
  const revision = events.at(-1)?.revision
  if (after === undefined || revision === undefined) throw new Error('a publication without events has no revision')
  return { after, revision }
}

/**
 * Hands a publication to the bus and does not wait: the rows are committed, so a bus that fails makes this slow, never wrong.
 * Calls for one topic reach the bus in their order.
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
 * A change of anything but messages sent: one transaction, then its publications. Inside, lock channels before users,
 * each in id order (`lockChannel`, `nextUserRevisions`); the work may run again when the database asks for it.
 */
export async function change<T>(
  services: Pick<Services, 'db' | 'bus' | 'log'>,
  work: (tx: Tx, say: (...publications: Publication[]) => void) => Promise<T>,
): Promise<T> {
  let said: Publication[] = []
  const result = await transaction(services.db, (tx) => {
    said = []
    return work(tx, (...publications) => said.push(...publications))
  })
  for (const publication of said) publish(services, publication)
  return result
}
