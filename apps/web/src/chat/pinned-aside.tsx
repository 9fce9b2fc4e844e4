'use client'

import { useChannel, usePinned } from '@chime/client/react'
import { PinnedPanel } from '@chime/ui'
import { useMemo } from 'react'
import { toastError } from '../toasts/toast.ts'
import { useChatPanels } from './panels.tsx'
import { mayPin } from './rights.ts'
import { paths } from './routes.ts'
import { useAsideLink } from './use-aside-link.tsx'
import { usePeople } from './use-people.ts'

/** What the channel keeps at hand, beside it. */
export function PinnedAside({ channelId }: { channelId: string }) {
  const { channel, summary } = useChannel(channelId)
  const { setAside } = useChatPanels()
  const pinned = usePinned(channelId)
  const people = usePeople(useMemo(() => [...new Set(pinned?.flatMap(({ userId }) => userId ?? []))], [pinned]))
  const renderLink = useAsideLink()
  return (
    <PinnedPanel
      pinned={(pinned ?? []).map((message) => ({
        message,
        author: message.userId ? people(message.userId) : null,
        href: paths.message(channelId, message.number),
      }))}
      loading={pinned === null}
      error={null}
      onUnpin={summary && mayPin(summary) ? (number) => void channel.unpin(number).catch(toastError) : undefined}
      renderLink={renderLink}
      onClose={() => setAside(null)}
    />
  )
}
