import type { Channel } from '@chime/client'
import type { Message } from '@chime/protocol'
import type { MessageListProps } from '@chime/ui'
import { useMemo } from 'react'
import { toast, toastError } from '../toasts/toast.ts'
import { copyLink } from './copy-link.ts'
import { paths } from './routes.ts'
import type { MessageDialog } from './use-message-dialog.ts'

type Options = {
  channel: Channel
  onReply: (message: Message) => void
  onEdit: (message: Message) => void
  onThread: (message: Message) => void
  onMarkUnread: (number: number) => void
  onDialog: (dialog: MessageDialog) => void
  /** The permalink of one of the channel's messages. */
  linkTo?: (number: number) => string
}

type Actions = Required<Pick<MessageListProps, 'onAction' | 'onReact' | 'onVote' | 'onClosePoll'>>

/** What can be done with a channel's messages. What goes wrong is said by a toast. */
export function useMessageActions(options: Options): Actions {
  const { channel, onReply, onEdit, onThread, onMarkUnread, onDialog, linkTo } = options
  return useMemo<Actions>(
    () => ({
      onReact: ({ number }, emoji, on) =>
        void (on ? channel.react(number, emoji) : channel.unreact(number, emoji)).catch(toastError),
      onVote: ({ number }, choices) => void channel.vote(number, choices).catch(toastError),
      onClosePoll: ({ number }) => void channel.closePoll(number).catch(toastError),
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
            return void channel.pin(number).catch(toastError)
          case 'unpin':
            return void channel.unpin(number).catch(toastError)
          case 'copy-link':
            return copyLink(new URL(linkTo?.(number) ?? paths.message(channel.id, number), window.location.origin).href)
          case 'copy-text':
            return copyText(message.content)
          default:
            return onDialog({ name: action, message })
        }
      },
    }),
    [channel, onReply, onEdit, onThread, onMarkUnread, onDialog, linkTo],
  )
}

function copyText(text: string): void {
  // Missing on pages that are neither https nor on this machine.
  const done = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
  done.then(
    () => toast('success', 'Text copied'),
    () => toast('error', 'The text could not be copied'),
  )
}
