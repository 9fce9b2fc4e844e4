'use client'

import { Direction } from 'radix-ui'
import type { ReactNode } from 'react'

/** Tells menus and other parts that appear on their own which way the language runs; set `dir` on `<html>` as well. */
export function DirectionProvider({ dir, children }: { dir: 'ltr' | 'rtl'; children: ReactNode }) {
  return <Direction.Provider dir={dir}>{children}</Direction.Provider>
}
