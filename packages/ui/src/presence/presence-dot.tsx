import { cn } from '../class-names.ts'
import type { PresenceStatus } from './presence-status.ts'

/** The name of each status, for people. */
export const presenceLabels: Record<PresenceStatus, string> = {
  online: 'Online',
  away: 'Away',
  busy: 'Busy',
  invisible: 'Invisible',
  offline: 'Offline',
  unknown: 'Presence unknown',
}

export type PresenceDotProps = {
  status: PresenceStatus
  /** Hides it from screen readers, for places where the status is written beside it. */
  decorative?: boolean
  /** Classes for its size. */
  className?: string
}

/**
 * The presence of a user as a dot. The statuses differ in shape as well as in colour, for people who see no colours.
 */
export function PresenceDot({ status, decorative, className = 'size-2.5' }: PresenceDotProps) {
  return (
    <span
      className={cn('inline-flex shrink-0', colours[status], className)}
      {...(decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': presenceLabels[status] })}
    >
      <svg aria-hidden="true" viewBox="0 0 10 10" className="size-full">
        {status === 'online' && <circle cx="5" cy="5" r="5" fill="currentColor" />}
        {status === 'away' && (
          <>
            <circle cx="5" cy="5" r="4" fill="none" stroke="currentColor" strokeWidth="2" />
            <path d="M5 1a4 4 0 0 0 0 8Z" fill="currentColor" />
          </>
        )}
        {status === 'busy' && (
          <>
            <circle cx="5" cy="5" r="5" fill="currentColor" />
            <path d="M2.5 5h5" className="stroke-canvas" strokeWidth="1.8" strokeLinecap="round" />
          </>
        )}
        {(status === 'offline' || status === 'invisible' || status === 'unknown') && (
          <circle
            cx="5"
            cy="5"
            r="4"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            {...(status === 'unknown' ? { strokeDasharray: '1.6 1.6' } : {})}
          />
        )}
      </svg>
    </span>
  )
}

const colours: Record<PresenceStatus, string> = {
  online: 'text-online',
  away: 'text-away',
  busy: 'text-busy',
  invisible: 'text-ink-faint',
  offline: 'text-ink-faint',
  unknown: 'text-ink-faint',
}
