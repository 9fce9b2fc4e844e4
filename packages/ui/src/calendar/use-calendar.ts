'use client'

import { useSyncExternalStore } from 'react'
import { type Calendar, clock } from './calendar.ts'

/**
 * The reader's date, zone and language. The component is drawn again at midnight, when the zone or the language
 * changes, and when the machine wakes on another day: so whatever shows a time, the name of a day or a large number
 * calls this.
 */
export const useCalendar = (): Calendar => useSyncExternalStore(clock.subscribe, clock.calendar, clock.calendar)

/**
 * For what says how long ago or how far ahead something is: the component is drawn again every minute, and when the date
 * or the zone changes.
 *
 * @returns now, in milliseconds since the epoch, without seconds
 */
export function useMinute(): number {
  useCalendar()
  return useSyncExternalStore(clock.subscribe, clock.minute, clock.minute) * 60_000
}
