'use client'

import { Tooltip } from '../../primitives/tooltip.tsx'
import { slot } from '../../slots/slot.tsx'
import { Avatar } from '../../user/avatar.tsx'
import { userNames } from '../../user/join-names.ts'
import { displayName } from '../../user/person.ts'
import type { SharedRowProps } from './row-props.ts'

/**
 * Who has read up to this message. It lies in the margin, so that rows do not change their height while people read on.
 */
export const SeenBy = slot('SeenBy', SeenByView)

function SeenByView({ userIds, shared }: { userIds: readonly string[]; shared: SharedRowProps }) {
  const words = `Seen by ${userNames(userIds, userIds.length, (id) => displayName(shared.users(id)))}`
  const [only, ...others] = userIds
  return (
    <Tooltip content={words} side="left">
      <span role="img" aria-label={words} className="absolute end-px bottom-1 flex sm:end-0.5">
        {others.length === 0 && only ? (
          <Avatar user={shared.users(only)} size="xs" className="scale-75" />
        ) : (
          <span className="flex size-4 items-center justify-center rounded-full bg-active font-semibold text-[0.625rem] text-ink-muted">
            {userIds.length}
          </span>
        )}
      </span>
    </Tooltip>
  )
}
