'use client'

import { useGlobalShortcuts } from './use-global-shortcuts.ts'
import { useReminderToasts } from './use-reminder-toasts.ts'

/** What goes on whatever is shown: shortcuts, and reminders that fall due. Shows nothing itself. */
export function Background() {
  useGlobalShortcuts()
  useReminderToasts()
  return null
}
