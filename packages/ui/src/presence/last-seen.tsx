'use client'

import { useMinute } from '../calendar/use-calendar.ts'
import { timeAgo } from '../times.ts'

/** When somebody who is not here was here last. */
export function LastSeen({ at }: { at: string }) {
  useMinute()
  return <>Last seen {timeAgo(at)}</>
}
