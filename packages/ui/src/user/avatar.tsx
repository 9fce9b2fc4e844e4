'use client'

import { UserRound } from 'lucide-react'
import { useFile } from '../attachment/file-source.tsx'
import { cn } from '../class-names.ts'
import { PresenceDot } from '../presence/presence-dot.tsx'
import type { PresenceStatus } from '../presence/presence-status.ts'
import { slot } from '../slots/slot.tsx'
import { displayName, type Person } from './person.ts'

export type AvatarProps = {
  /** Null for a deleted account, or for a user who is not known yet. */
  user: Person | null
  size?: 'xs' | 'sm' | 'md' | 'lg' | 'xl'
  /** Shown as a dot at the corner. */
  presence?: PresenceStatus | undefined
  className?: string
}

const sizes = {
  xs: 'size-5 rounded-sm text-[0.625rem]',
  sm: 'size-6 rounded text-[0.6875rem]',
  md: 'size-9 rounded-lg text-sm',
  lg: 'size-12 rounded-xl text-lg',
  xl: 'size-20 rounded-2xl text-2xl',
}

const dots = { xs: 'size-2', sm: 'size-2.25', md: 'size-2.5', lg: 'size-3', xl: 'size-3.5' }

/**
 * The picture of a user. Without one, their initials on a colour that is always the same for one id. Screen readers do
 * not hear it, because the name stands beside it; they do hear the presence.
 */
export const Avatar = slot('Avatar', AvatarView)

function AvatarView({ user, size = 'md', presence, className }: AvatarProps) {
  const picture = useFile(user?.avatarUrl ?? null)
  return (
    <span aria-hidden={presence ? undefined : true} className={cn('relative inline-flex shrink-0', className)}>
      <span
        aria-hidden
        className={cn(
          'flex items-center justify-center overflow-hidden font-semibold uppercase',
          sizes[size],
          user ? cn('text-white', avatarColours[colourIndex(user.id)]) : 'bg-active text-ink-muted',
        )}
      >
        {picture.url ? (
          <img src={picture.url} alt="" loading="lazy" draggable={false} className="size-full object-cover" />
        ) : user ? (
          initials(displayName(user))
        ) : (
          <UserRound className="size-1/2" />
        )}
      </span>
      {presence && (
        <span
          className={cn(
            'absolute -end-1 -bottom-1 flex rounded-full bg-(--avatar-ring,var(--chime-canvas))',
            size === 'sm' ? 'p-px' : 'p-0.5',
          )}
        >
          <PresenceDot status={presence} className={dots[size]} />
        </span>
      )}
    </span>
  )
}

/** The first letters of the first and the last word, in any script. */
function initials(name: string): string {
  const [first = name, ...more] = name.split(/[\s._\p{Bidi_C}-]+/u).filter(Boolean)
  return [first, more.at(-1) ?? ''].map((word) => [...word][0]).join('')
}

/** White text on each of them has a contrast of at least 4.5 : 1. */
const avatarColours = [
  'bg-face-1',
  'bg-face-2',
  'bg-face-3',
  'bg-face-4',
  'bg-face-5',
  'bg-face-6',
  'bg-face-7',
  'bg-face-8',
]

function colourIndex(id: string): number {
  let hash = 0
  for (let i = 0; i < id.length; i++) hash = (hash * 31 + id.charCodeAt(i)) >>> 0
  return hash % avatarColours.length
}
