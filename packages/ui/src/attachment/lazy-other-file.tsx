'use client'

import { type ComponentProps, lazy, Suspense } from 'react'
import { retrying } from '../lazy.ts'
import type { OtherFile } from './other-file.tsx'
import { isVideo, shownSize } from './shown-size.ts'

/** Fetches the code that shows files other than pictures. */
export const loadOtherFile = retrying(() => import('./other-file.tsx'))
const File = lazy(() => loadOtherFile().then((file) => ({ default: file.OtherFile })))

/** A file that is no picture. Its code is fetched with the first one; its place has its size from the start. */
export function LazyOtherFile(props: ComponentProps<typeof OtherFile>) {
  const { attachment } = props
  return (
    <Suspense
      fallback={
        <div
          aria-busy
          style={isVideo(attachment) ? shownSize(attachment) : { width: '20rem', height: 58 }}
          className="max-w-full rounded-lg border border-line"
        />
      }
    >
      <File {...props} />
    </Suspense>
  )
}
