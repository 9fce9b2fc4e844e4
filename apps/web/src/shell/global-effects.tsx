'use client'

import { useReminderNotices } from '@chime/ui/connected'
import { useGlobalShortcuts } from './use-global-shortcuts.ts'

/** Effects that run in every view: shortcuts, and notices of due reminders. Renders nothing. */
export function GlobalEffects() {
  useGlobalShortcuts()
  useReminderNotices()
  return null
}
