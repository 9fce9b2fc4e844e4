'use client'

import { lazy } from 'react'
import { retrying } from '../../lazy.ts'

export const loadMessageDialogs = retrying(() => import('./message-dialogs.tsx'))

/**
 * Like the parts in `lazy-parts.tsx`. It has a file of its own because some of those parts show it, and a part cannot
 * import the file that imports it.
 */
export const LazyMessageDialogs = lazy(() => loadMessageDialogs().then((part) => ({ default: part.MessageDialogs })))
