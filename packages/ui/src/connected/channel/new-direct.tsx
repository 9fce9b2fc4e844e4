'use client'

import { useMe } from '@chime/client/react'
import { NewMessageDialog } from '../../channel/new-message-dialog.tsx'
import { useDialog } from '../dialogs/use-dialog.ts'
import { useUserSearch } from '../user/use-user-search.ts'
import { useChannelActions } from './use-channel-actions.ts'

/** The dialog to choose somebody to write to. It opens the direct conversation with them. */
export function NewDirect() {
  const { open, onOpenChange } = useDialog('new-message')
  const search = useUserSearch({ enabled: open, without: useMe()?.id })
  const { openDirect } = useChannelActions()
  return (
    <NewMessageDialog
      {...search}
      open={open}
      onOpenChange={onOpenChange}
      onPick={async (userId) => {
        await openDirect(userId)
        onOpenChange(false)
      }}
    />
  )
}
