'use client'

import { useChannels, useMe } from '@chime/client/react'
import { Button, EmptyState } from '@chime/ui'
import { useDialogs } from '@chime/ui/connected'
import { MessagesSquare } from 'lucide-react'
import { useEffect } from 'react'
import { lastChannel } from '../navigation/last-channel.ts'
import { navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'

/** On screens at least this wide, the sidebar and the main pane are shown side by side (`--breakpoint-md`). */
const twoPanes = '(min-width: 48rem)'

/** The start page. On wide screens it goes on to the channel that was open last. */
export function StartPane() {
  const me = useMe()
  const channels = useChannels()
  const { openDialog } = useDialogs()

  const last = me && lastChannel(me.id)
  const lastIsMine = channels.some(({ id }) => id === last)
  useEffect(() => {
    if (last && lastIsMine && window.matchMedia(twoPanes).matches) navigate(paths.channel(last), 'replace')
  }, [last, lastIsMine])

  return (
    <>
      <h1 className="sr-only">Chime</h1>
      <EmptyState
        icon={<MessagesSquare />}
        title={channels.length > 0 ? 'Pick up where you left off' : 'Say hello'}
        text={
          channels.length > 0
            ? 'Choose a conversation on the left, or start a new one.'
            : 'Write to somebody, look around in the public channels, or make one of your own.'
        }
        action={
          <>
            <Button variant="primary" onClick={() => openDialog('new-message')}>
              New message
            </Button>
            <Button onClick={() => navigate(paths.browse)}>Browse channels</Button>
          </>
        }
      />
    </>
  )
}
