import type { Reminder } from '@chime/protocol'
import { useChime } from './provider.ts'
import { useReadable } from './readable.ts'

export function useReminders(): Reminder[] {
  return useReadable(useChime().reminders)
}
