import { cn } from '../class-names.ts'
import { displayName } from '../person.ts'
import { Avatar } from '../primitives/avatar.tsx'
import type { Completion } from './use-completion.ts'

/** Who could be meant, above the text. */
export function CompletionList({ completion: { listId, found, at, take } }: { completion: Completion }) {
  if (found.length === 0) return null
  return (
    <ul
      id={listId}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the text field says which one is chosen
      role="listbox"
      aria-label="People"
      className="absolute inset-x-4 bottom-full z-20 mb-1 max-w-md rounded-lg border border-line bg-raised p-1 shadow-pop sm:inset-x-5"
    >
      {found.map((person, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text
        // biome-ignore lint/a11y/useKeyWithClickEvents: the text field has the keys
        <li
          key={person.id}
          id={`${listId}-${index}`}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: as above
          role="option"
          aria-selected={index === at}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => take(person)}
          className={cn(
            'flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 text-sm',
            index === at ? 'bg-active' : 'hover:bg-hover',
          )}
        >
          <Avatar user={person} size="sm" />
          <bdi className="truncate font-medium text-ink">{displayName(person)}</bdi>
          <span className="truncate text-ink-muted">@{person.username}</span>
        </li>
      ))}
    </ul>
  )
}
