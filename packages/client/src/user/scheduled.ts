import type { MessagesScheduleInput, Scheduled } from '@chime/protocol'
import type { CallContext } from '../client-context.ts'
import { compareTexts } from '../compare-texts.ts'
import { uuid } from '../uuid.ts'
import { OwnList } from './own-list.ts'

/** The user's scheduled messages, including those that could not be sent, the next one first. */
export class ScheduledMessages extends OwnList<Scheduled> {
  constructor(context: CallContext) {
    super(context, {
      load: (trpc) => trpc.messages.scheduled.query(),
      key: ({ id }) => id,
      isGone: ({ state }) => state === 'sent' || state === 'cancelled',
      compare: (a, b) => compareTexts(a.sendAt, b.sendAt),
    })
  }

  schedule(input: MessagesScheduleInput): Promise<Scheduled> {
    const clientId = input.clientId ?? uuid()
    return this.change((trpc) => trpc.messages.schedule.mutate({ ...input, clientId }))
  }

  async unschedule(id: string): Promise<void> {
    await this.call((trpc) => trpc.messages.unschedule.mutate({ id }))
  }
}
