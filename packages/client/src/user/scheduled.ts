import type { MessagesScheduleInput, Scheduled } from '@chime/protocol'
import type { CallContext } from '../client-context.ts'
import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import type { Derived } from '../readable.ts'
import { uuid } from '../uuid.ts'
import { byText, OwnList } from './own-list.ts'

/** The user's scheduled messages, including those that could not be sent. */
export class ScheduledMessages {
  /** The next one first. */
  readonly all: Derived<Scheduled[]>
  readonly list: OwnList<Scheduled>
  readonly #context: CallContext

  constructor(context: CallContext) {
    this.#context = context
    this.list = new OwnList<Scheduled>(
      context,
      {
        load: (trpc) => trpc.messages.scheduled.query(),
        key: (scheduled) => scheduled.id,
        isGone: ({ state }) => state === 'sent' || state === 'cancelled',
      },
      () => this.all.invalidate(),
    )
    this.all = this.list.readable((rows) => [...rows].sort(byText((row) => row.sendAt)))
  }

  schedule(input: MessagesScheduleInput): Promise<Scheduled> {
    const clientId = input.clientId ?? uuid()
    return this.list.change(
      (trpc) => trpc.messages.schedule.mutate({ ...input, clientId }),
      (scheduled) => scheduled,
    )
  }

  async unschedule(id: string): Promise<void> {
    await retryUntilDecided(this.#context, (trpc) => trpc.messages.unschedule.mutate({ id }))
  }
}
