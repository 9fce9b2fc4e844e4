'use client'

import { useChime, useMe } from '@chime/client/react'
import { ConfirmDialog, NewChannelDialog, NewMessageDialog, ProfileDialog } from '@chime/ui'
import { useRef } from 'react'
import { inWords } from './in-words.ts'
import { useChatPanels } from './panels.tsx'
import { PersonDialogs } from './person-dialogs.tsx'
import { Requests } from './requests.tsx'
import { uploadPicture } from './upload-picture.ts'
import { useChannelActions } from './use-channel-actions.ts'
import { useLogout } from './use-logout.ts'
import { usePeopleSearch } from './use-people-search.ts'
import { useUnsentCount } from './use-unsent-count.ts'

/** The dialogs that can be opened from everywhere. */
export function ChatDialogs() {
  return (
    <Requests>
      <NewMessage />
      <NewChannel />
      <Profile />
      <PersonDialogs />
      <Logout />
    </Requests>
  )
}

function useDialog(name: NonNullable<ReturnType<typeof useChatPanels>['dialog']>) {
  const { dialog, setDialog } = useChatPanels()
  return { open: dialog === name, onOpenChange: (open: boolean) => setDialog(open ? name : null) }
}

function NewMessage() {
  const { open, onOpenChange } = useDialog('new-message')
  const search = usePeopleSearch({ enabled: open, without: useMe()?.id })
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

function NewChannel() {
  const { open, onOpenChange } = useDialog('new-channel')
  const search = usePeopleSearch({ enabled: open, without: useMe()?.id })
  const { create } = useChannelActions()
  // One id for one channel, however often "Create" is pressed until it worked.
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
        clientId.current ??= crypto.randomUUID()
        await create(channel, clientId.current)
        clientId.current = null
        onOpenChange(false)
      }}
    />
  )
}

function Profile() {
  const chime = useChime()
  const me = useMe()
  const { open, onOpenChange } = useDialog('profile')
  if (!me) return null
  return (
    <ProfileDialog
      open={open}
      onOpenChange={onOpenChange}
      me={me}
      onSave={async (profile) => {
        await inWords(chime.trpc.users.update.mutate(profile))
        onOpenChange(false)
      }}
      onPicture={async (picture) => {
        const avatarId = picture && (await uploadPicture(chime, picture))
        await inWords(chime.trpc.users.update.mutate({ avatarId }))
      }}
    />
  )
}

/** Asked only when something would be lost: see `useLogout`. */
function Logout() {
  const { open, onOpenChange } = useDialog('logout')
  const { logout } = useLogout()
  const unsent = useUnsentCount()
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={unsent === 1 ? 'One message is not sent yet' : `${unsent} messages are not sent yet`}
      text="If you log out now, what is not sent is deleted from this device. Once you are online again, it is sent by itself."
      confirmLabel="Log out anyway"
      danger
      onConfirm={logout}
    />
  )
}
