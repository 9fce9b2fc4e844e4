import type { ChannelSummary, Me, Member, Presence, User } from '@chime/protocol'
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { Channel } from '../channel.ts'
import type { ConnectionState } from '../connection/connection.ts'
import type { Metadata } from '../metadata.ts'
import type { Readable } from '../readable.ts'
import type { Timeline } from '../state/timeline.ts'
import { useChime } from './provider.ts'

/** The value, and a render after each change of it. */
export function useReadable<T>(readable: Readable<T>): T {
  const subscribe = useCallback((listener: () => void) => readable.subscribe(listener), [readable])
  const get = useCallback(() => readable.get(), [readable])
  return useSyncExternalStore(subscribe, get, get)
}

export function useConnection(): ConnectionState {
  return useReadable(useChime().connection)
}

export function useMe(): Me | null {
  return useReadable(useChime().me)
}

/** The channels that I am in, the latest activity first. */
export function useChannels(): ChannelSummary[] {
  return useReadable(useChime().channels)
}

/** `summary` is null while it loads; `missing` when there is no such channel for me. */
export function useChannel<M extends Metadata = Metadata>(
  id: string,
): { channel: Channel<M>; summary: ChannelSummary | null; missing: boolean } {
  const channel = useChime<M>().channel(id)
  return { channel, summary: useReadable(channel.summary), missing: useReadable(channel.missing) }
}

/**
 * The channel's messages, loaded and in sync while the component is there.
 *
 * @param options.around a message that is to be among those loaded
 */
export function useTimeline<M extends Metadata = Metadata>(id: string, options: { around?: number } = {}): Timeline<M> {
  const channel = useChime<M>().channel(id)
  const { around } = options
  useEffect(() => channel.open(around === undefined ? {} : { around }), [channel, around])
  return useReadable(channel.timeline)
}

export function useMembers(id: string): { members: Member[]; complete: boolean } {
  return useReadable(useChime().channel(id).members)
}

/** Ids of the others who are typing. */
export function useTyping(id: string): string[] {
  return useReadable(useChime().channel(id).typing)
}

export function useUser(id: string): User | null {
  return useReadable(useChime().user(id))
}

/** Those of them that are known, by id. */
export function useUsers(ids: readonly string[]): ReadonlyMap<string, User> {
  const chime = useChime()
  const key = ids.join()
  const all = useMemo(() => together(key === '' ? [] : key.split(',').map((id) => chime.user(id))), [chime, key])
  const users = useReadable(all)
  return useMemo(() => new Map(users.flatMap((user) => (user ? [[user.id, user] as const] : []))), [users])
}

/** Null: not known yet, or not for me to know. */
export function usePresence(userId: string): Presence | null {
  return useReadable(useChime().presence(userId))
}

/** Several readables as one. */
export function together<T>(readables: readonly Readable<T>[]): Readable<readonly T[]> {
  let held: readonly T[] = []
  return {
    get() {
      const values = readables.map((readable) => readable.get())
      if (values.length !== held.length || values.some((value, i) => value !== held[i])) held = values
      return held
    },
    subscribe(listener) {
      const ends = readables.map((readable) => readable.subscribe(listener))
      return () => {
        for (const end of ends) end()
      }
    },
  }
}
