import type { ServerEvent } from '@chime/protocol'
import { TRPCClientError, type TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import type { AppRouter } from '../../src/app-router.ts'

/** Delivers events to one subscription. */
export type EventSink = (events: ServerEvent[]) => void

type Wire = {
  call(path: string, input: unknown): Promise<unknown>
  /** @param channelIds null: all channels of the user. Returns a function that ends the subscription */
  subscribe(channelIds: readonly string[] | null, sink: EventSink): () => void
}

/** A terminating link: what the stock client would send over a socket goes to a model of the server instead. */
export function modelLink(wire: Wire): TRPCLink<AppRouter> {
  return () =>
    ({ op: { type, path, input } }) =>
      observable((observer) => {
        if (type === 'subscription') {
          if (path !== 'events.subscribe') return () => {}
          return wire.subscribe(channelIdsOf(input), (data) => observer.next({ result: { type: 'data', data } }))
        }
        wire.call(path, input).then(
          (data) => {
            observer.next({ result: { type: 'data', data } })
            observer.complete()
          },
          (error: Error) => observer.error(TRPCClientError.from(error)),
        )
        return () => {}
      })
}

function channelIdsOf(input: unknown): readonly string[] | null {
  const { channelIds } = input as { channelIds?: string[] }
  return channelIds ?? null
}
