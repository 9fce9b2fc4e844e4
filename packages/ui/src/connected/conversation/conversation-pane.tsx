'use client'

import { useChannel, useConnection, useMe } from '@chime/client/react'
import { type ReactNode, useEffect } from 'react'
import { MissingChannel, NoChannel, SignedOut } from '../../channel/channel-states.tsx'
import { cn } from '../../class-names.ts'
import { useHasBeenTrue } from '../../hooks/use-has-been-true.ts'
import { SkeletonMessages } from '../../primitives/skeleton.tsx'
import { AsideProvider, useAside, useHasAside } from '../aside/aside.tsx'
import { AsidePanel } from '../aside/aside-panel.tsx'
import { ConnectionStatus } from '../connection/connection-status.tsx'
import { usePlace } from '../provider/host.tsx'
import { ConversationBody } from './conversation-body.tsx'

export type ConversationPaneProps = {
  /** Default: the channel that the reader has opened, for instance in a `ChannelList`. */
  channelId?: string | undefined
  /** The number of a message to load, to scroll to and to highlight. Default: the one of the reader's place. */
  around?: number | null | undefined
  /** Makes what stands above the messages. Default: nothing does. */
  header?: ((channelId: string) => ReactNode) | undefined
  /** Default: true. Shows a banner while there is no connection. */
  banner?: boolean | undefined
}

/**
 * A conversation without the header of its channel, for a place that has its own, such as a chat bubble: an app that
 * uses no `Conversation` does not load the code of that header.
 */
export function ConversationPane(props: ConversationPaneProps) {
  const place = usePlace()
  const hasAside = useHasAside()
  const channelId = props.channelId ?? ('channelId' in place ? place.channelId : null)
  const around = 'number' in place && place.channelId === channelId ? place.number : null
  if (channelId === null) {
    return (
      <Frame {...props}>
        <NoChannel />
      </Frame>
    )
  }
  const content = <ChannelContent {...props} channelId={channelId} around={props.around ?? around} />
  if (hasAside) return <Frame {...props}>{content}</Frame>
  return (
    <AsideProvider key={channelId} covers={always}>
      <Frame {...props}>
        <UnderAside channelId={channelId}>{content}</UnderAside>
      </Frame>
    </AsideProvider>
  )
}

const always = () => true

function Frame({ banner = true, children }: Pick<ConversationPaneProps, 'banner'> & { children: ReactNode }) {
  return (
    <section className="flex h-full min-h-0 min-w-0 flex-1 flex-col bg-canvas text-ink">
      {banner && <ConnectionStatus />}
      {children}
    </section>
  )
}

type ChannelContentProps = ConversationPaneProps & { channelId: string; around: number | null }

function ChannelContent({ channelId, around, header }: ChannelContentProps) {
  const { summary, missing } = useChannel(channelId)
  const { status } = useConnection()
  const me = useMe()
  // Who was in it and is no longer keeps what they were writing.
  const wasThere = useHasBeenTrue(summary !== null && me !== null)
  if (missing && !wasThere) return <MissingChannel />
  if (!me && !summary && status === 'ended') return <SignedOut />
  return (
    <>
      {header?.(channelId)}
      {me ? (
        <ConversationBody key={channelId} channelId={channelId} around={around} />
      ) : (
        <div aria-busy className="flex min-h-0 flex-1 flex-col justify-end overflow-hidden">
          <SkeletonMessages rows={10} />
        </div>
      )}
    </>
  )
}

/**
 * Shows the aside in the place of the conversation. What is below it is hidden, but keeps its layout, so that the list
 * keeps its place.
 */
function UnderAside({ channelId, children }: { channelId: string; children: ReactNode }) {
  const { aside, setAside } = useAside()
  const place = usePlace()
  useEffect(() => {
    if (place.name === 'thread' && place.channelId === channelId)
      setAside({ name: 'thread', channelId, number: place.number })
  }, [place, channelId, setAside])
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div className={cn('flex min-h-0 flex-1 flex-col', aside && 'invisible')}>{children}</div>
      {aside && (
        <div className="absolute inset-0 z-20 flex flex-col bg-canvas">
          <AsidePanel aside={aside} />
        </div>
      )}
    </div>
  )
}
