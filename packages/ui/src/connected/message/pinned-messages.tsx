'use client'

import { useChannel, usePinned } from '@chime/client/react'
import { useMemo } from 'react'
import { PinnedPanel } from '../../message/pinned-panel.tsx'
import { useAside } from '../aside/aside.tsx'
import { useAsideLink } from '../aside/use-aside-link.tsx'
import { mayPin } from '../channel/channel-rights.ts'
import { useHost } from '../provider/host.tsx'
import { useNotices } from '../provider/notices.tsx'
import { useUserLookup } from '../user/use-user-lookup.ts'

/** The pinned messages of a channel. */
export type PinnedMessagesProps = { channelId: string }

export function PinnedMessages({ channelId }: PinnedMessagesProps) {
  const { channel, summary } = useChannel(channelId)
  const { setAside } = useAside()
  const pinned = usePinned(channelId)
  const authorOf = useUserLookup(useMemo(() => [...new Set(pinned?.flatMap(({ userId }) => userId ?? []))], [pinned]))
  const renderLink = useAsideLink()
  const { hrefOf } = useHost()
  const { notifyError } = useNotices()
  return (
    <PinnedPanel
      pinned={(pinned ?? []).map((message) => ({
        message,
        author: message.userId ? authorOf(message.userId) : null,
        href: hrefOf({ name: 'message', channelId, number: message.number }),
      }))}
      loading={pinned === null}
      error={null}
      onUnpin={summary && mayPin(summary) ? (number) => void channel.unpin(number).catch(notifyError) : undefined}
      renderLink={renderLink}
      onClose={() => setAside(null)}
    />
  )
}
