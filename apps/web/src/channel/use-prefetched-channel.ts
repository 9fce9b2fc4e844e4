import type { MessagesPage } from '@chime/client'
import { useChime } from '@chime/client/react'
import type { User } from '@chime/protocol'
import { useState } from 'react'

/** What the web's own server has fetched for the page of a channel. `timeline` is null if the user may not read it. */
export type PrefetchedChannel = { channelId: string; timeline: MessagesPage | null; users: User[] }

/**
 * Gives the fetched channel to the Chime client during the first render, before any component below reads it. This
 * happens on the server and in the browser alike, so that both render the same HTML.
 */
export function usePrefetchedChannel(prefetched: PrefetchedChannel | undefined): void {
  const chime = useChime()
  useState(() => {
    if (!prefetched?.timeline) return
    chime.addUsers(prefetched.users)
    chime.addTimeline(prefetched.channelId, prefetched.timeline)
  })
}
