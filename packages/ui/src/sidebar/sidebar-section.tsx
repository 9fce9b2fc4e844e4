import { ChevronDown, Compass, Plus, UserPlus } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '../class-names.ts'
import { Badge } from '../primitives/badge.tsx'
import { IconButton } from '../primitives/icon-button.tsx'
import type { SectionId } from './sidebar-rows.ts'

const sectionTitles: Record<SectionId, string> = { channels: 'Channels', direct: 'Direct messages' }

type SectionHeadProps = {
  section: SectionId
  folded: boolean
  /** How many of its channels have something unread; shown while it is folded. */
  unread: number
  onFold: () => void
  /** The label of the plus button at its end. */
  addLabel: string
  /** Without it there is no such button. */
  onAdd: (() => void) | undefined
}

/** The heading of a section, which folds it, with a button that adds to it. */
export function SectionHead({ section, folded, unread, onFold, addLabel, onAdd }: SectionHeadProps) {
  return (
    <div className="flex h-9 items-center gap-1 ps-2 pe-3 pt-2">
      <h2 className="min-w-0 flex-1">
        <button
          type="button"
          aria-expanded={!folded}
          onClick={onFold}
          className="flex h-7 max-w-full cursor-pointer items-center gap-1 rounded-md px-2 font-medium text-ink-muted text-xs hover:text-ink"
        >
          <span className="truncate">{sectionTitles[section]}</span>
          <ChevronDown
            aria-hidden
            className={cn('size-3.5 transition-transform duration-100', folded && '-rotate-90 rtl:rotate-90')}
          />
          {folded && unread > 0 && (
            <Badge size="sm" className="ms-1">
              {unread}
            </Badge>
          )}
        </button>
      </h2>
      {onAdd && <IconButton size="sm" label={addLabel} icon={<Plus />} onClick={onAdd} />}
    </div>
  )
}

type SectionActionProps = { section: SectionId; tabStop: boolean; onClick: () => void }

/** The last row of a section: browse channels, or start a conversation. */
export function SectionAction({ section, tabStop, onClick }: SectionActionProps) {
  const [icon, text]: [ReactNode, string] =
    section === 'channels'
      ? [<Compass key="icon" />, 'Browse channels']
      : [<UserPlus key="icon" />, 'Start a conversation']
  return (
    <button
      type="button"
      tabIndex={tabStop ? 0 : -1}
      onClick={onClick}
      className="mx-2 flex h-11 w-[calc(100%-1rem)] cursor-pointer items-center gap-2.5 rounded-md px-2 text-base text-ink-muted transition-colors duration-75 hover:bg-hover hover:text-ink focus-visible:-outline-offset-2 md:h-8 md:text-sm [&_svg]:size-4"
    >
      <span aria-hidden className="flex w-6 shrink-0 justify-center">
        {icon}
      </span>
      {text}
    </button>
  )
}
