'use client'

import type { Message } from '@chime/protocol'
import { EllipsisVertical, MessageSquareReply, Reply, SmilePlus } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { EmojiButton } from '../../emoji/emoji-button.tsx'
import { retrying } from '../../lazy.ts'
import { actionsFor, mayReact } from '../../message/message-rights.ts'
import { IconButton } from '../../primitives/icon-button.tsx'
import { useRovingFocus } from '../../primitives/use-roving-focus.ts'
import { slot } from '../../slots/slot.tsx'
import type { MessageRowProps } from './row-props.ts'

const ActionMenu = lazy(retrying(() => import('./action-menu.tsx').then((m) => ({ default: m.ActionMenu }))))

/** The reactions that are used most have buttons of their own. */
const quick = ['👍', '❤️', '😂']

/** The button that opens the menu: the same while the menu's code is being fetched. */
const more = {
  size: 'sm',
  label: 'More actions',
  icon: <EllipsisVertical />,
  'aria-haspopup': 'menu',
} as const

/** Buttons for what is done most with a message, and one that opens the menu. On the row that is hovered or focused. */
export const MessageToolbar = slot('MessageToolbar', MessageToolbarView)

function MessageToolbarView({ message, shared, menu, rowKey, handlers }: MessageRowProps & { message: Message }) {
  const actions = actionsFor(message, shared.meId, shared.rights, shared.saved?.has(message.number) ?? null)
  const roving = useRovingFocus()
  const react = mayReact(message, shared.rights)
  // An open menu stays, whatever becomes of the message meanwhile.
  if (!react && actions.length === 0 && !menu) return null
  const toggle = (emoji: string) => {
    const mine = message.reactions.some((one) => one.emoji === emoji && one.userIds.includes(shared.meId))
    handlers.onReact(message, emoji, !mine)
  }
  return (
    <div
      {...roving}
      role="toolbar"
      aria-label="Message actions"
      className="absolute end-3 -top-3.5 z-10 flex rounded-lg border border-line bg-raised p-0.5 shadow-sm sm:end-5"
    >
      {(react || menu === 'react') && (
        <>
          {quick.map((emoji) => (
            <IconButton
              key={emoji}
              size="sm"
              label={`React with ${emoji}`}
              icon={<span className="font-emoji text-base">{emoji}</span>}
              onClick={() => toggle(emoji)}
            />
          ))}
          <EmojiButton
            open={menu === 'react'}
            onOpenChange={(open) => handlers.onOpen(rowKey, open ? 'react' : null)}
            custom={shared.emoji}
            onPick={(emoji) => handlers.onReact(message, emoji, true)}
            trigger={
              <IconButton
                size="sm"
                label="Add reaction"
                icon={<SmilePlus />}
                onClick={() => handlers.onOpen(rowKey, 'react')}
              />
            }
          />
        </>
      )}
      {actions.includes('reply') && (
        <IconButton size="sm" label="Reply" icon={<Reply />} onClick={() => handlers.onAction('reply', message)} />
      )}
      {actions.includes('thread') && (
        <IconButton
          size="sm"
          label="Reply in thread"
          icon={<MessageSquareReply />}
          onClick={() => handlers.onAction('thread', message)}
        />
      )}
      {menu === 'menu' ? (
        <Suspense fallback={<IconButton {...more} />}>
          <ActionMenu
            // Without onClick: an open menu closes by itself when its button is clicked.
            trigger={<IconButton {...more} />}
            actions={actions}
            onAction={(action) => handlers.onAction(action, message)}
            onClose={() => handlers.onOpen(rowKey, null)}
          />
        </Suspense>
      ) : (
        <IconButton {...more} onClick={() => handlers.onOpen(rowKey, 'menu')} />
      )}
    </div>
  )
}
