'use client'

import type { Channel, MessageVersion } from '@chime/client'
import { useChannels, useUser } from '@chime/client/react'
import type { Message } from '@chime/protocol'
import {
  ConfirmDialog,
  displayName,
  ForwardDialog,
  PollDialog,
  ReportDialog,
  VersionsDialog,
  WhenDialog,
} from '@chime/ui'
import { useEffect, useState } from 'react'
import { toast, toastError } from '../toasts/toast.ts'
import { channelTitle } from './channel-title.ts'
import { inWords } from './in-words.ts'
import { rightsOf } from './message-rights.ts'
import type { MessageDialog } from './use-message-dialog.ts'

type MessageDialogsProps = { channel: Channel; dialog: MessageDialog; onClose: () => void }

/** What the menu of a message, or the composer's, asks before something is done. */
export function MessageDialogs({ channel, dialog, onClose }: MessageDialogsProps) {
  const frame = { open: true, onOpenChange: (open: boolean) => !open && onClose() }
  switch (dialog.name) {
    case 'delete':
      return (
        <ConfirmDialog
          {...frame}
          title="Delete this message?"
          text="Everybody will see that a message was deleted here, but not what it said."
          confirmLabel="Delete"
          danger
          onConfirm={() => inWords(channel.remove(dialog.message.number))}
        />
      )
    case 'forward':
      return <Forward {...{ channel, frame, onClose }} message={dialog.message} />
    case 'remind':
      return (
        <WhenDialog
          {...frame}
          title="Remind me"
          description="You are called back to this message then."
          confirmLabel="Remind me"
          onChoose={async (at) => {
            await inWords(channel.remind(dialog.message.number, at))
            onClose()
            toast('success', 'You will be reminded')
          }}
        />
      )
    case 'schedule':
      return (
        <WhenDialog
          {...frame}
          title="Send later"
          description="The message waits on the server; you need not be here."
          confirmLabel="Schedule"
          onChoose={async (at) => {
            await inWords(dialog.schedule(at))
            onClose()
            toast('success', 'The message will be sent then')
          }}
        />
      )
    case 'poll':
      return (
        <PollDialog
          {...frame}
          onCreate={async (poll) => {
            await inWords(channel.createPoll(poll))
            onClose()
          }}
        />
      )
    case 'report':
      return <Report {...{ channel, frame, onClose }} message={dialog.message} />
    case 'versions':
      return <Versions {...{ channel, frame }} message={dialog.message} />
  }
}

type PartProps = {
  channel: Channel
  message: Message
  frame: { open: boolean; onOpenChange: (open: boolean) => void }
}

function Forward({ channel, message, frame, onClose }: PartProps & { onClose: () => void }) {
  const targets = useChannels()
    .filter((summary) => rightsOf(summary, summary).write)
    .map((summary) => ({ id: summary.id, title: channelTitle(summary), kind: summary.kind, peer: summary.peer }))
  return (
    <ForwardDialog
      {...frame}
      targets={targets}
      onForward={async (toChannelId) => {
        await inWords(channel.forward(message.number, toChannelId))
        onClose()
        toast('success', `Forwarded to ${targets.find(({ id }) => id === toChannelId)?.title ?? 'the conversation'}`)
      }}
    />
  )
}

function Report({ channel, message, frame, onClose }: PartProps & { onClose: () => void }) {
  const author = useUser(message.userId ?? '')
  return (
    <ReportDialog
      {...frame}
      what={`a message of ${displayName(author)}`}
      onReport={async (reason) => {
        await inWords(channel.report(message.number, reason))
        onClose()
        toast('success', 'The admins have been told')
      }}
    />
  )
}

function Versions({ channel, message, frame }: PartProps) {
  const [versions, setVersions] = useState<MessageVersion[] | null>(null)
  useEffect(() => {
    let wanted = true
    channel.versions(message.number).then((found) => wanted && setVersions(found), toastError)
    return () => {
      wanted = false
    }
  }, [channel, message])
  return <VersionsDialog {...frame} versions={versions} />
}
