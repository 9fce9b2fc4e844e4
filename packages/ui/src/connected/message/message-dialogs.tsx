'use client'

import type { Channel, MessageVersion } from '@chime/client'
import { useChannels, useUser } from '@chime/client/react'
import type { Message } from '@chime/protocol'
import { useEffect, useState } from 'react'
import { ForwardDialog } from '../../message/forward-dialog.tsx'
import { VersionsDialog } from '../../message/versions-dialog.tsx'
import { WhenDialog } from '../../message/when-dialog.tsx'
import { PollDialog } from '../../poll/poll-dialog.tsx'
import { ConfirmDialog } from '../../primitives/confirm-dialog.tsx'
import { ReportDialog } from '../../report/report-dialog.tsx'
import { displayName } from '../../user/person.ts'
import { channelTitle } from '../channel/channel-title.ts'
import { withErrorText } from '../errors/with-error-text.ts'
import { useNotices } from '../provider/notices.tsx'
import { messageRights } from './message-rights.ts'
import type { MessageDialog } from './use-message-dialog.ts'

type MessageDialogsProps = { channel: Channel; dialog: MessageDialog; onClose: () => void }

/** The dialogs that the menu of a message and the menu of the composer lead to. */
export function MessageDialogs({ channel, dialog, onClose }: MessageDialogsProps) {
  const { notify } = useNotices()
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
          onConfirm={() => withErrorText(channel.remove(dialog.message.number))}
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
            await withErrorText(channel.remind(dialog.message.number, at))
            onClose()
            notify('success', 'You will be reminded')
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
            await withErrorText(dialog.schedule(at))
            onClose()
            notify('success', 'The message will be sent then')
          }}
        />
      )
    case 'poll':
      return (
        <PollDialog
          {...frame}
          onCreate={async (poll) => {
            await withErrorText(channel.createPoll(poll))
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
  const { notify } = useNotices()
  const channels = useChannels()
  // As they were when the dialog opened: what happens elsewhere must not move another one under the pointer.
  const [targets] = useState(() =>
    channels
      .filter((summary) => messageRights(summary, summary).write)
      .map((summary) => ({ id: summary.id, title: channelTitle(summary), kind: summary.kind, peer: summary.peer })),
  )
  return (
    <ForwardDialog
      {...frame}
      targets={targets}
      onForward={async (toChannelId) => {
        await withErrorText(channel.forward(message.number, toChannelId))
        onClose()
        notify('success', `Forwarded to ${targets.find(({ id }) => id === toChannelId)?.title ?? 'the conversation'}`)
      }}
    />
  )
}

function Report({ channel, message, frame, onClose }: PartProps & { onClose: () => void }) {
  const { notify } = useNotices()
  const author = useUser(message.userId)
  return (
    <ReportDialog
      {...frame}
      what={`a message of ${displayName(author)}`}
      onReport={async (reason) => {
        await withErrorText(channel.report(message.number, reason))
        onClose()
        notify('success', 'The admins have been told')
      }}
    />
  )
}

function Versions({ channel, message, frame }: PartProps) {
  const { notifyError } = useNotices()
  const [versions, setVersions] = useState<MessageVersion[] | null>(null)
  useEffect(() => {
    let active = true
    channel.versions(message.number).then((found) => active && setVersions(found), notifyError)
    return () => {
      active = false
    }
  }, [channel, message, notifyError])
  return <VersionsDialog {...frame} versions={versions} />
}
