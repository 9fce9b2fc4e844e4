import type { Channel } from '@chime/client'
import type { Message } from '@chime/protocol'
import { useMemo } from 'react'
import type { MessageListProps } from '../../message-list/list/message-list-props.ts'
import { useClipboard } from '../browser/use-clipboard.ts'
import { useHost } from '../provider/host.tsx'
import { useNotices } from '../provider/notices.tsx'
import type { Place } from '../provider/place.ts'
import type { MessageDialog } from './use-message-dialog.ts'

type Options = {
  channel: Channel
  onReply: (message: Message) => void
  onEdit: (message: Message) => void
  onThread: (message: Message) => void
  onMarkUnread: (number: number) => void
  onDialog: (dialog: MessageDialog) => void
  /** The place that a link to a message leads to. Default: the message in this channel. */
  placeOf?: ((number: number) => Place) | undefined
}

type Actions = Required<Pick<MessageListProps, 'onAction' | 'onReact' | 'onVote' | 'onClosePoll'>>

/** What one can do with the messages of a channel. Errors are shown in a notice. */
export function useMessageActions(options: Options): Actions {
  const { channel, onReply, onEdit, onThread, onMarkUnread, onDialog, placeOf } = options
  const { hrefOf } = useHost()
  const { notifyError } = useNotices()
  const { copyLink, copyText } = useClipboard()
  return useMemo<Actions>(
    () => ({
      onReact: ({ number }, emoji, on) =>
        void (on ? channel.react(number, emoji) : channel.unreact(number, emoji)).catch(notifyError),
      onVote: ({ number }, choices) => void channel.vote(number, choices).catch(notifyError),
      onClosePoll: ({ number }) => void channel.closePoll(number).catch(notifyError),
      onAction: (action, message) => {
        const { number } = message
        switch (action) {
          case 'reply':
            return onReply(message)
          case 'edit':
            return onEdit(message)
          case 'thread':
            return onThread(message)
          case 'mark-unread':
            return onMarkUnread(number)
          case 'pin':
            return void channel.pin(number).catch(notifyError)
          case 'unpin':
            return void channel.unpin(number).catch(notifyError)
          case 'save':
            return void channel.save(number).catch(notifyError)
          case 'unsave':
            return void channel.unsave(number).catch(notifyError)
          case 'copy-link':
            return copyLink(absolute(hrefOf(placeOf?.(number) ?? { name: 'message', channelId: channel.id, number })))
          case 'copy-text':
            return copyText(message.content)
          default:
            return onDialog({ name: action, message })
        }
      },
    }),
    [channel, onReply, onEdit, onThread, onMarkUnread, onDialog, placeOf, hrefOf, notifyError, copyLink, copyText],
  )
}

const absolute = (href: string) => new URL(href, window.location.href).href
