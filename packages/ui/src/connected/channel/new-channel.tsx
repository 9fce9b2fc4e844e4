'use client'

import { uuid } from '@chime/client'
import { useMe } from '@chime/client/react'
import { useRef } from 'react'
import { NewChannelDialog } from '../../channel/new-channel-dialog.tsx'
import { useDialog } from '../dialogs/use-dialog.ts'
import { useUserSearch } from '../user/use-user-search.ts'
import { useChannelActions } from './use-channel-actions.ts'

/** The dialog that creates a channel. */
export function NewChannel() {
  const { open, onOpenChange } = useDialog('new-channel')
  const search = useUserSearch({ enabled: open, without: useMe()?.id })
  const { create } = useChannelActions()
  // The same id for every attempt: if "Create" is pressed again after an error, the server does not make a second
  // channel.
  const clientId = useRef<string | null>(null)
  return (
    <NewChannelDialog
      {...search}
      open={open}
      onOpenChange={(next) => {
        clientId.current = null
        onOpenChange(next)
      }}
      onCreate={async (channel) => {
        clientId.current ??= uuid()
        await create(channel, clientId.current)
        clientId.current = null
        onOpenChange(false)
      }}
    />
  )
}
