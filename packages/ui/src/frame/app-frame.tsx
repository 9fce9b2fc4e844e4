import type { ReactNode } from 'react'
import { cn } from '../class-names.ts'

/** One of the columns of the app. */
export type Pane = 'sidebar' | 'main' | 'aside'

export type AppFrameProps = {
  sidebar: ReactNode
  main: ReactNode
  /** The column at the end, when something is open there: the members, a thread, the search. */
  aside?: ReactNode
  /** Which column to show below 768 px, where there is room for only one. */
  pane: Pane
  /** Stands above the columns: the connection banner. */
  banner?: ReactNode
}

/**
 * The layout of the app: three columns from 1100 px, two from 768 px (the aside takes the place of the sidebar while it is
 * open), one below. No column covers another.
 */
export function AppFrame({ sidebar, main, aside, pane, banner }: AppFrameProps) {
  return (
    <div className="flex h-dvh flex-col overflow-hidden bg-canvas text-ink">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-accent px-4 py-2 font-medium text-on-accent text-sm focus:not-sr-only focus:absolute focus:start-2 focus:top-2"
      >
        Skip to the conversation
      </a>
      {banner}
      <div className="relative flex min-h-0 flex-1">
        <div
          className={cn(
            'flex flex-col border-line bg-sunken md:w-66 md:shrink-0 md:border-e lg:w-72',
            column(pane === 'sidebar'),
            // It keeps its layout there, so that the list keeps its place.
            aside && 'md:max-lg:invisible md:max-lg:absolute md:max-lg:inset-y-0',
          )}
        >
          {sidebar}
        </div>
        <main
          id="main"
          tabIndex={-1}
          className={cn('flex flex-col outline-none md:min-w-0 md:flex-1', column(pane === 'main'))}
        >
          {main}
        </main>
        {aside && (
          <div
            className={cn(
              'flex flex-col border-line bg-canvas md:w-80 md:shrink-0 md:border-s',
              column(pane === 'aside'),
            )}
          >
            {aside}
          </div>
        )}
      </div>
    </div>
  )
}

/**
 * On narrow screens the panes lie on top of each other. Hidden ones keep their layout, so that a list keeps its place.
 */
function column(shown: boolean) {
  return cn('max-md:absolute max-md:inset-0', !shown && 'max-md:invisible')
}
