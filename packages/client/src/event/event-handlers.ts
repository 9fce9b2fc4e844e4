import type { EventOf, ServerEvent } from '@chime/protocol'
import type { MessageOf, Metadata } from '../metadata.ts'
import { callSafely } from '../readable.ts'

/** An event of this type, with typed message metadata. */
export type TypedEvent<T extends ServerEvent['type'], M extends Metadata = Metadata> = T extends 'message'
  ? Omit<EventOf<'message'>, 'message'> & { message: MessageOf<M> }
  : EventOf<T>

export type EventHandler<T extends ServerEvent['type'], M extends Metadata = Metadata> = (
  event: TypedEvent<T, M>,
) => void

/** The types of the events that concern one channel. */
export type ChannelEventType = Extract<ServerEvent, { channelId: string }>['type']

/** The handlers that the application registered with `on`, for all events or for those of one channel. */
export class EventHandlers {
  readonly #handlers = new Map<string, Set<(event: never) => void>>()

  on<T extends ServerEvent['type']>(type: T, handler: EventHandler<T>): () => void {
    // Wrapped, so that a function that is given twice is called twice.
    const own: typeof handler = (event) => handler(event)
    const existing = this.#handlers.get(type) ?? new Set()
    this.#handlers.set(type, existing.add(own))
    return () => {
      existing.delete(own)
    }
  }

  emit(event: ServerEvent): void {
    // `on` puts only handlers of type T into the set under T, which the type of the map cannot express.
    for (const handler of [...(this.#handlers.get(event.type) ?? [])]) callSafely(() => handler(event as never))
  }
}
