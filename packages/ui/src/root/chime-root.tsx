'use client'

import { type CSSProperties, type ReactNode, useRef } from 'react'
import { cn } from '../class-names.ts'
import { DirectionProvider } from '../primitives/direction.tsx'
import type { Theme } from '../primitives/theme-switch.tsx'
import { TooltipProvider } from '../primitives/tooltip.tsx'
import { LayerContext, useNewLayer } from './layer.ts'

export type ChimeRootProps = {
  children?: ReactNode
  /**
   * Light or dark, or as the system is.
   *
   * @default 'system'
   */
  theme?: Theme | undefined
  /**
   * The direction of the text.
   *
   * @default 'ltr'
   */
  dir?: 'ltr' | 'rtl' | undefined
  /** A class of the app, which may give it a place, a size, and variables of the theme. Default: as high as its parent. */
  className?: string | undefined
  /** May set variables of the theme, too. */
  style?: CSSProperties | undefined
  /**
   * Where dialogs, menus and tooltips are rendered: an element that is in front of the page. By default it is `<body>`,
   * or the shadow root that this component is in.
   */
  container?: Element | null | undefined
}

/**
 * Everything of Chime on a page is inside a root. The rules of `@chime/ui/styles.css` apply only here, and the rules of
 * the page do not, unless they say `!important`. There may be several with different themes.
 *
 * The variables of a theme are listed in `themeVariables`. Dialogs, menus and tooltips are rendered elsewhere, and look
 * as the root that opens them.
 *
 * What an app puts in here that is not of Chime keeps the styles of the page if it has the class `chime-host`, which is for
 * all that is in it, too. An element around parts of Chime, which gives them their place, has the class `chime-frame`.
 */
export function ChimeRoot({
  children,
  theme = 'system',
  dir = 'ltr',
  className,
  style,
  container = null,
}: ChimeRootProps) {
  const root = useRef<HTMLDivElement>(null)
  const layer = useNewLayer(root, { theme, dir, container })
  return (
    <div ref={root} data-theme={theme} dir={dir} style={style} className={cn('chime h-full', className)}>
      <LayerContext.Provider value={layer}>
        <DirectionProvider dir={dir}>
          <TooltipProvider>{children}</TooltipProvider>
        </DirectionProvider>
      </LayerContext.Provider>
    </div>
  )
}
