import type { MessagesPage } from '@chime/client'
import { useChime } from '@chime/client/react'
import type { User } from '@chime/protocol'
import { useState } from 'react'

/** What the web's server has read for the page of one channel; `timeline` is null when it is not for the reader. */
export type Opened = { channelId: string; timeline: MessagesPage | null; users: User[] }

/**
 * Hands it to Chime while the page renders for the first time, before anything below asks for it: on the server as in
 * the browser, so both render the same.
 */
export function useOpened(opened: Opened | undefined): void {
  const chime = useChime()
  useState(() => {
    if (!opened?.timeline) return
    chime.addUsers(opened.users)
    chime.addTimeline(opened.channelId, opened.timeline)
  })
}
