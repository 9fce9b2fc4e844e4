'use client'

import { type ComponentProps, lazy, Suspense } from 'react'
import { retrying } from '../lazy.ts'
import type { ComposerFiles } from './composer-files.tsx'

/** Fetches the code that shows the files of a message that is being written. */
export const loadComposerFiles = retrying(() => import('./composer-files.tsx'))
const Files = lazy(() => loadComposerFiles().then((file) => ({ default: file.ComposerFiles })))

/** The files of a message that is being written. Their code is fetched with the first one. */
export function LazyComposerFiles(props: ComponentProps<typeof ComposerFiles>) {
  return (
    <Suspense fallback={<div aria-busy className="h-17 border-line border-b" />}>
      <Files {...props} />
    </Suspense>
  )
}
