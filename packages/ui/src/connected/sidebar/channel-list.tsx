'use client'

import { useChime, useConnection, useMe } from '@chime/client/react'
import { useEffect, useMemo, useState } from 'react'
import { ChannelList as ChannelListView } from '../../sidebar/channel-list.tsx'
import type { SectionId } from '../../sidebar/sidebar-rows.ts'
import type { SidebarView } from '../../sidebar/sidebar-views.tsx'
import { storageKeys, useLocalStorage } from '../browser/local-storage.ts'
import { useDialogs } from '../dialogs/dialogs.tsx'
import { useHost, useOpenChannelId } from '../provider/host.tsx'
import { useSidebarChannels } from './use-sidebar-channels.ts'

export type ChannelListProps = {
  /** The id of the channel that is shown as open. Default: the one of the reader's place. */
  currentId?: string | null | undefined
  /** Opens a page with all channels that one can join. Without it, the list does not lead there. */
  onBrowse?: (() => void) | undefined
  /** Pages of the app, above the channels. */
  views?: readonly SidebarView[] | undefined
}

/** My channels and direct conversations. A click goes to the place of the channel: see `onOpen` of the provider. */
export function ChannelList({ currentId, onBrowse, views }: ChannelListProps) {
  const { openDialog } = useDialogs()
  const { renderLink } = useHost()
  const openId = useOpenChannelId()
  const channels = useSidebarChannels()
  const loaded = useLoaded()
  const ended = useConnection().status === 'ended'
  return (
    <ChannelListView
      channels={channels}
      currentId={currentId === undefined ? openId : currentId}
      loading={!loaded && !ended}
      error={!loaded && ended ? 'You are signed out.' : null}
      onNewMessage={() => openDialog('new-message')}
      onNewChannel={() => openDialog('new-channel')}
      onBrowse={onBrowse}
      views={views}
      {...useFolded()}
      renderLink={renderLink}
    />
  )
}

/** Which sections are folded, in this browser. */
function useFolded() {
  const [stored, store] = useLocalStorage(storageKeys.folded(useMe()?.id ?? ''))
  const folded = useMemo(
    () => (stored ?? '').split(' ').filter((name): name is SectionId => name === 'channels' || name === 'direct'),
    [stored],
  )
  return { folded, onFolded: (next: SectionId[]) => store(next.length > 0 ? next.join(' ') : null) }
}

/** Whether my channels are known: from the start, or once the client has been connected. */
function useLoaded(): boolean {
  const chime = useChime()
  const [loaded, setLoaded] = useState(() => chime.me.get() !== null)
  useEffect(() => {
    let active = true
    chime.ready().then(
      () => active && setLoaded(true),
      () => {},
    )
    return () => {
      active = false
    }
  }, [chime])
  return loaded
}
