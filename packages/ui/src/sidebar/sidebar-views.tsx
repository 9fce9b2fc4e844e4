import type { ReactNode } from 'react'
import { cn } from '../class-names.ts'
import type { RenderLink } from '../link.ts'
import { Badge } from '../primitives/badge.tsx'

export type SidebarView = {
  href: string
  label: string
  icon: ReactNode
  current: boolean
  /** How much waits there: shown as a badge, and read out with `countLabel` behind it. */
  count: number
  countLabel: string
}

/** Pages above the channels. */
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
                    // Without size rather than out of flow, so that no space comes before the comma.
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
