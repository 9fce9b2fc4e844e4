'use client'

import { CloudOff } from 'lucide-react'
import { useContext, useEffect } from 'react'
import { useHydrated } from '../../hooks/use-hydrated.ts'
import { PreloadContext } from '../../preload.ts'
import { Button } from '../../primitives/button.tsx'
import { EmptyState } from '../../primitives/empty-state.tsx'
import { SkeletonMessages } from '../../primitives/skeleton.tsx'
import { loadMarkdown } from '../row/message-text.tsx'
import type { MessageListProps } from './message-list-props.ts'
import { VirtualMessageList } from './virtual-message-list.tsx'

/**
 * The messages of a channel. Only the rows that are near the view are mounted, and pages can be added and removed at
 * both ends. It opens at the first unread message, or at the end if all is read; it follows the end while the reader is
 * there, and keeps its place while pages come and go above.
 */
export function MessageList(props: MessageListProps) {
  const hydrated = useHydrated()
  const preload = useContext(PreloadContext)
  useEffect(() => {
    if (preload) loadMarkdown()
  }, [preload])
  const { items, status, title } = props
  if (items.length === 0 && status === 'error') {
    return (
      <EmptyState
        icon={<CloudOff />}
        title="The messages could not be loaded"
        text="This is usually over in a moment."
        action={props.onReload && <Button onClick={props.onReload}>Try again</Button>}
      />
    )
  }
  // Times and days depend on the reader's time zone, which the server does not know. So rows are only made in the
  // browser.
  if (!hydrated || (items.length === 0 && status === 'loading')) {
    return (
      <div
        role="log"
        aria-busy
        aria-label={`Messages in ${title}`}
        className="flex min-h-0 flex-1 flex-col justify-end overflow-hidden"
      >
        <SkeletonMessages rows={10} />
      </div>
    )
  }
  return <VirtualMessageList key={props.channelId} {...props} />
}
