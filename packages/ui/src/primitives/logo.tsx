import { useId } from 'react'
import { cn } from '../class-names.ts'

export type LogoProps = {
  size?: 'sm' | 'md' | 'lg'
  /** Shows the name beside the mark. Without it, the mark has the name as its label. */
  wordmark?: boolean
  className?: string
}

const marks = { sm: 'size-6', md: 'size-8', lg: 'size-14' }
const words = { sm: 'text-base', md: 'text-lg', lg: 'text-2xl' }

/** The logo of Chime: a bell with the three dots of somebody typing. */
export function Logo({ size = 'md', wordmark, className }: LogoProps) {
  const gradient = useId()
  return (
    <span
      className={cn('inline-flex items-center gap-2', className)}
      {...(wordmark ? {} : { role: 'img', 'aria-label': 'Chime' })}
    >
      <svg aria-hidden="true" viewBox="0 0 48 48" className={cn('shrink-0', marks[size])}>
        <linearGradient id={gradient} x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor="#2b8f8a" />
          <stop offset="1" stopColor="#0d5f63" />
        </linearGradient>
        <rect width="48" height="48" rx="13" fill={`url(#${gradient})`} />
        <path
          d="M24 10.5c-6.2 0-9.7 4.3-9.7 10.2 0 4.6-1 7.2-2.9 9.6-.9 1.2-.1 2.7 1.4 2.7h22.4c1.5 0 2.3-1.5 1.4-2.7-1.9-2.4-2.9-5-2.9-9.6 0-5.9-3.5-10.2-9.7-10.2Z"
          fill="#fff"
        />
        <path d="M19.6 35.6a4.6 4.6 0 0 0 8.8 0Z" fill="#fff" />
        <circle cx="19.6" cy="23.6" r="1.7" fill="#177a79" />
        <circle cx="24" cy="23.6" r="1.7" fill="#177a79" />
        <circle cx="28.4" cy="23.6" r="1.7" fill="#177a79" />
      </svg>
      {wordmark && <span className={cn('font-semibold text-ink tracking-tight', words[size])}>Chime</span>}
    </span>
  )
}
