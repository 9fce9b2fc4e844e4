'use client'

import type { Message } from '@chime/protocol'
import { SmilePlus } from 'lucide-react'
import { cn } from '../../class-names.ts'
import { EmojiGlyph } from '../../emoji/emoji-glyph.tsx'
import { mayReact } from '../../message/message-rights.ts'
import { Tooltip } from '../../primitives/tooltip.tsx'
import { slot } from '../../slots/slot.tsx'
import { userNames } from '../../user/join-names.ts'
import { displayName } from '../../user/person.ts'
import type { RowHandlers, SharedRowProps } from './row-props.ts'

type ReactionsProps = { message: Message; shared: SharedRowProps; handlers: RowHandlers; rowKey: string }

/** The reactions to a message, each with its count. A click adds my reaction or takes it back. */
export const Reactions = slot('Reactions', ReactionsView)

function ReactionsView({ message, shared, handlers, rowKey }: ReactionsProps) {
  const may = mayReact(message, shared.rights)
  const nameOf = (id: string) => (id === shared.meId ? 'You' : displayName(shared.users(id)))
  return (
    <div className="mt-1 flex flex-wrap gap-1">
      {message.reactions.map(({ emoji, count, userIds }) => {
        const mine = userIds.includes(shared.meId)
        const words = userNames(userIds, count, nameOf)
        return (
          <Tooltip key={emoji} content={words}>
            <button
              type="button"
              aria-pressed={mine}
              aria-label={`${emoji}, ${count}: ${words}`}
              disabled={!may}
              onClick={() => handlers.onReact(message, emoji, !mine)}
              className={cn(
                'flex h-6.5 cursor-pointer items-center gap-1 rounded-full border px-2 text-sm tabular-nums transition-colors duration-100 disabled:cursor-default',
                mine
                  ? 'border-accent bg-accent-soft text-accent-text'
                  : 'border-line bg-sunken text-ink-muted hover:border-line-strong',
              )}
            >
              <EmojiGlyph emoji={emoji} pictures={shared.emoji} />
              <span className="font-medium text-xs">{count}</span>
            </button>
          </Tooltip>
        )
      })}
      {may && (
        <button
          type="button"
          aria-label="Add a reaction"
          onClick={() => handlers.onOpen(rowKey, 'react')}
          className="flex h-6.5 cursor-pointer items-center rounded-full border border-line bg-sunken px-2 text-ink-muted hover:border-line-strong"
        >
          <SmilePlus className="size-3.5" />
        </button>
      )}
    </div>
  )
}
