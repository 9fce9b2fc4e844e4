'use client'

import { Direction } from 'radix-ui'
import type { ReactNode } from 'react'

/**
 * Tells menus and popovers the direction of the text, because they are rendered elsewhere. Set `dir` on `<html>` as
 * well.
 */
export function DirectionProvider({ dir, children }: { dir: 'ltr' | 'rtl'; children: ReactNode }) {
  return <Direction.Provider dir={dir}>{children}</Direction.Provider>
}
