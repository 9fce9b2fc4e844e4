import type { Committed } from '@chime/db'
import { channelPublication, publish } from '../event/publish.ts'
import type { Services } from '../services.ts'
import { toMessage } from './present.ts'

/** What the message log calls after each commit, once per channel: every node gets the batch as one publication. */
export const publishMessages =
  (services: Pick<Services, 'bus' | 'log'>) =>
  ({ channelId, messages }: Committed): void => {
    const events = messages.map((row) => ({
      type: 'message' as const,
      channelId,
      after: row.revision - 1,
      revision: row.revision,
      message: toMessage(row),
    }))
    publish(services, channelPublication(channelId, events))
  }
