'use client'

import { type ComponentProps, lazy, Suspense } from 'react'
import { retrying } from '../lazy.ts'
import type { PollView } from './poll-view.tsx'

/** Fetches the code that shows polls. */
export const loadPoll = retrying(() => import('./poll-view.tsx'))
const View = lazy(() => loadPoll().then((file) => ({ default: file.PollView })))

/** A poll, whose code is fetched with the first one. Until then the question and the options stand in its place. */
export function LazyPoll(props: ComponentProps<typeof PollView>) {
  const { message, poll } = props
  return (
    <Suspense
      fallback={
        <div aria-busy className="my-1 max-w-lg rounded-lg border border-line px-4 pt-3 pb-2.5 text-base text-ink">
          <p dir="auto" className="mb-6 font-semibold [overflow-wrap:anywhere]">
            {message.content}
          </p>
          {poll.options.map(({ text }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an option is identified by its index
            <p key={index} dir="auto" className="min-h-9 ps-9 pt-2 text-sm [overflow-wrap:anywhere]">
              {text}
            </p>
          ))}
          <p className="mt-4 min-h-5" />
        </div>
      }
    >
      <View {...props} />
    </Suspense>
  )
}
