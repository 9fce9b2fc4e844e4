import type { ReactNode } from 'react'
import { cn } from '../class-names.ts'
import { Badge } from '../primitives/badge.tsx'
import type { RenderLink } from '../render-link.ts'

/** A page that the sidebar leads to: threads, drafts and reminders. */
export type SidebarView = {
  href: string
  label: string
  icon: ReactNode
  /** It is the page that is open. */
  current: boolean
  /** Shown as a badge. Screen readers read it with `countLabel` after it: "2 unread". */
  count: number
  countLabel: string
}

/** Links to pages, above the channels. */
export function SidebarViews({ views, renderLink }: { views: readonly SidebarView[]; renderLink: RenderLink }) {
  return (
    <ul className="shrink-0 pb-1">
      {views.map(({ href, label, icon, current, count, countLabel }) => (
        <li key={href}>
          {renderLink({
            href,
            'aria-current': current ? 'page' : undefined,
            className: cn(
              'mx-2 mb-px flex h-11 items-center gap-2.5 rounded-md px-2 text-base transition-colors duration-75 focus-visible:-outline-offset-2 md:h-8 md:text-sm',
              current ? 'bg-accent-soft text-accent-text' : 'text-ink-muted hover:bg-hover',
            ),
            children: (
              <>
                <span aria-hidden className="flex w-6 shrink-0 justify-center [&_svg]:size-4">
                  {icon}
                </span>
                <span className="min-w-0 flex-1 truncate">
                  {label}
                  {count > 0 && (
                    // Hidden by its font size: were it positioned absolutely, screen readers would read a space before
                    // the comma.
                    <span className="text-[0px] leading-[0]">
                      , {count} {countLabel}
                    </span>
                  )}
                </span>
                {count > 0 && <Badge aria-hidden>{count > 99 ? '99+' : count}</Badge>}
              </>
            ),
          })}
        </li>
      ))}
    </ul>
  )
}
