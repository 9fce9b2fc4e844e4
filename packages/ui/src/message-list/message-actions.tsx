import type { Message } from '@chime/protocol'
import { EllipsisVertical, MessageSquareReply, Reply, SmilePlus } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { EmojiButton } from '../emoji/emoji-button.tsx'
import { retrying } from '../later.ts'
import { IconButton } from '../primitives/icon-button.tsx'
import type { MessageRowProps } from './message-row.tsx'
import { actionsFor, mayReact } from './rights.ts'

const ActionMenu = lazy(retrying(() => import('./action-menu.tsx').then((m) => ({ default: m.ActionMenu }))))

/** What people answer with most. */
const quick = ['👍', '❤️', '😂']

const more = {
  size: 'sm',
  label: 'More actions',
  icon: <EllipsisVertical />,
  'aria-haspopup': 'menu',
} as const

/** What can be done with a message; shown on the row that is hovered or focused. */
export function MessageActions({ message, view, menu, rowKey, handlers }: MessageRowProps & { message: Message }) {
  const actions = actionsFor(message, view.meId, view.rights)
  const react = mayReact(message, view.rights)
  const toggle = (emoji: string) => {
    const mine = message.reactions.some((one) => one.emoji === emoji && one.userIds.includes(view.meId))
    handlers.onReact(message, emoji, !mine)
  }
  return (
    <div
      role="toolbar"
      aria-label="Message actions"
      className="absolute end-3 -top-3.5 z-10 flex rounded-lg border border-line bg-raised p-0.5 shadow-sm sm:end-5"
    >
      {react && (
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
            custom={view.emoji}
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
            // Open, it closes by itself when its button is clicked.
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
