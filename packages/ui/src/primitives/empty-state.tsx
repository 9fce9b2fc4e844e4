import type { ReactNode } from 'react'
import { cn } from '../class-names.ts'

export type EmptyStateProps = {
  icon: ReactNode
  title: string
  /** What to do next, in a sentence. */
  text?: ReactNode
  action?: ReactNode
  /** Default: 2. Use 1 when the page has no other heading. */
  headingLevel?: 1 | 2
  className?: string
}

/** Fills a place where there is nothing to show: says why, and what can be done. */
export function EmptyState({ icon, title, text, action, headingLevel = 2, className }: EmptyStateProps) {
  const Heading = headingLevel === 1 ? 'h1' : 'h2'
  return (
    <div className={cn('m-auto flex max-w-sm flex-col items-center px-6 py-10 text-center', className)}>
      <span
        aria-hidden
        className="mb-4 flex size-12 items-center justify-center rounded-xl bg-accent-soft text-accent-text [&_svg]:size-6"
      >
        {icon}
      </span>
      <Heading className="text-balance font-semibold text-ink text-lg">{title}</Heading>
      {text && <p className="mt-1 text-pretty text-ink-muted text-sm">{text}</p>}
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
