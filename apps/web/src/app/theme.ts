import type { Theme } from '@chime/ui'

export type { Theme }

/** What next-themes has stored, which may be anything (or not known yet), as one of the three. */
export function toTheme(stored: string | undefined): Theme {
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}
