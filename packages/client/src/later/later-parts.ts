import { Later } from './later.ts'

/** Loads the code that is not part of the core. Rejects when it cannot be had now. */
export const importLateCode = async () => (await import('./late-code.ts')).lateCode

/** The same, for those who wait until it can be had. */
export const lateCode = new Later(importLateCode)

/** Apart from it, for a chat that needs no more. They import nothing of the core, which would be split for it. */
export const lateLists = new Later(async () => (await import('./late-lists.ts')).lateLists)
