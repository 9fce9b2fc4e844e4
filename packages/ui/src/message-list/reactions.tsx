import type { Message } from '@chime/protocol'
import { SmilePlus } from 'lucide-react'
import { cn } from '../class-names.ts'
import { EmojiGlyph } from '../emoji/emoji-glyph.tsx'
import { displayName } from '../person.ts'
import { Tooltip } from '../primitives/tooltip.tsx'
import { mayReact } from './rights.ts'
import { peopleWords, type RowHandlers, type RowView } from './row-view.ts'

type ReactionsProps = { message: Message; view: RowView; handlers: RowHandlers; rowKey: string }

/** What people thought of a message, each with how many they are; mine can be given and taken back. */
export function Reactions({ message, view, handlers, rowKey }: ReactionsProps) {
  const may = mayReact(message, view.rights)
  const nameOf = (id: string) => (id === view.meId ? 'You' : displayName(view.users(id)))
  return (
    <div className="mt-1 flex flex-wrap gap-1">
      {message.reactions.map(({ emoji, count, userIds }) => {
        const mine = userIds.includes(view.meId)
        const words = peopleWords(userIds, count, nameOf)
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
              <EmojiGlyph emoji={emoji} pictures={view.emoji} />
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
