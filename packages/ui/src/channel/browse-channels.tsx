'use client'

import type { ChannelKind } from '@chime/protocol'

export type BrowseChannel = {
  id: string
  kind: ChannelKind
  name: string
  description: string | null
  memberCount: number
  joined: boolean
}

export type BrowseChannelsProps = {
  query: string
  onQuery: (query: string) => void
  channels: readonly BrowseChannel[]
  loading?: boolean
  error?: string | null
  onJoin: (channelId: string) => void
  /** The one being joined: its button waits. */
  joiningId?: string | null
  onOpen: (channelId: string) => void
  onNewChannel?: () => void
  onBack?: (() => void) | undefined
  hasMore?: boolean
  onMore?: () => void
}

/** Content of the main pane: all channels that anyone may join. */
export function BrowseChannels(_props: BrowseChannelsProps) {
  return null
}
