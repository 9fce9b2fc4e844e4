import { UserRound } from 'lucide-react'
import { cn } from '../class-names.ts'
import { displayName, type Person, type PresenceStatus } from '../person.ts'
import { PresenceDot } from './presence-dot.tsx'

export type AvatarProps = {
  /** Null for an account that no longer exists. */
  user: Person | null
  size?: 'xs' | 'sm' | 'md' | 'lg' | 'xl'
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

/** A picture, or initials on a colour that follows from the id. Decorative: the name stands beside it. */
export function Avatar({ user, size = 'md', presence, className }: AvatarProps) {
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
        {user?.avatarUrl ? (
          <img src={user.avatarUrl} alt="" loading="lazy" draggable={false} className="size-full object-cover" />
        ) : user ? (
          initials(displayName(user))
        ) : (
          <UserRound className="size-1/2" />
        )}
      </span>
      {presence && (
        <span
          className={cn(
            'absolute -end-1 -bottom-1 flex rounded-full bg-(--avatar-ring,var(--canvas))',
            size === 'sm' ? 'p-px' : 'p-0.5',
          )}
        >
          <PresenceDot status={presence} className={dots[size]} />
        </span>
      )}
    </span>
  )
}

/** At most two letters: of the first and the last word, whatever the script. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter(Boolean)
  const first = words[0] ?? name
  const last = words.length > 1 ? words[words.length - 1] : undefined
  return [first, last].map((word) => (word ? (Array.from(word)[0] ?? '') : '')).join('')
}

/** Each carries white text at 4.5 : 1 or better. */
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
