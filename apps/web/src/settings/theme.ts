import type { Theme } from '@chime/ui'

/** The theme that next-themes has stored. Anything else, or nothing yet, becomes `system`. */
export function toTheme(stored: string | undefined): Theme {
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}
