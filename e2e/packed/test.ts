import { test as base, inject } from 'vitest'
import type { Apps } from './install.ts'

/** A test that needs the installed apps. */
export const test = base.extend<{ apps: Apps }>({
  apps: async ({ skip }, use) => {
    const apps = inject('apps')
    if (!apps) return skip('no network')
    await use(apps)
  },
})
