import { displayName } from '../person.ts'
import { Avatar } from '../primitives/avatar.tsx'
import { Tooltip } from '../primitives/tooltip.tsx'
import { peopleWords, type RowView } from './row-view.ts'

/** Who has read up to here. It lies in the margin, so that no row changes its height as people read on. */
export function SeenBy({ userIds, view }: { userIds: readonly string[]; view: RowView }) {
  const words = `Seen by ${peopleWords(userIds, userIds.length, (id) => displayName(view.users(id)))}`
  const [only, ...others] = userIds
  return (
    <Tooltip content={words} side="left">
      <span role="img" aria-label={words} className="absolute end-px bottom-1 flex sm:end-0.5">
        {others.length === 0 && only ? (
          <Avatar user={view.users(only)} size="xs" className="scale-75" />
        ) : (
          <span className="flex size-4 items-center justify-center rounded-full bg-active font-semibold text-[0.625rem] text-ink-muted">
            {userIds.length}
          </span>
        )}
      </span>
    </Tooltip>
  )
}
