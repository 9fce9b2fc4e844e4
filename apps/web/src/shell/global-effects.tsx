'use client'

import { useReminderNotices } from '@chime/ui/connected'
import { useTwoFactorNotices } from '../two-factor/use-two-factor-notices.ts'
import { useGlobalShortcuts } from './use-global-shortcuts.ts'

/** Effects that run in every view: shortcuts, notices of due reminders, and of two-factor. Renders nothing. */
export function GlobalEffects() {
  useGlobalShortcuts()
  useReminderNotices()
  useTwoFactorNotices()
  return null
}
