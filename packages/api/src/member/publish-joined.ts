import type { MemberRow } from '@chime/db'
import { summaryOf } from '../channel/summary.ts'
import { publish, userPublication } from '../event/publish.ts'
import type { Services } from '../services.ts'
import { snapshot } from '../snapshot.ts'

/**
 * Tells a user's devices, after the commit, that they are in a channel from now on. It does not wait and never fails:
 * the hub finds and repairs a lost publication, as always.
 */
export function publishJoined(
  services: Pick<Services, 'db' | 'bus' | 'log'>,
  { channelId, userId, userRevision }: MemberRow,
) {
  snapshot(services.db, (tx) => summaryOf(tx, userId, channelId)).then(
    (channel) => {
      const event = { type: 'joined' as const, after: userRevision - 1, revision: userRevision, channel }
      publish(services, userPublication(userId, event, { joined: { channelId, revision: channel.revision } }))
    },
    (err: unknown) => services.log.debug({ err, channelId }, 'a new member was not told, repair will'),
  )
}
