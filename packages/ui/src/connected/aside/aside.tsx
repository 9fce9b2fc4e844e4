'use client'

import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'

/** What is shown beside a conversation. All but the search belong to one channel. */
export type Aside =
  | { name: 'members'; channelId: string }
  | { name: 'pinned'; channelId: string }
  | { name: 'thread'; channelId: string; number: number }
  /** With a channel, only that one is searched; with null, all. */
  | { name: 'search'; channelId: string | null }

type SearchText = { query: string; order: 'newest' | 'best' }

type AsideState = {
  aside: Aside | null
  setAside: (aside: Aside | null) => void
  /** What is searched for. It is kept when the search closes. */
  search: SearchText
  setSearch: (search: SearchText) => void
  /** Whether the aside covers the conversation, so that what a link in it leads to cannot be seen. */
  covers: () => boolean
}

const AsideContext = createContext<AsideState | null>(null)

export type AsideProviderProps = {
  /** Whether the aside covers the conversation. Keep it the same function between renders. */
  covers: () => boolean
  children?: ReactNode
}

/**
 * Holds which aside is open. An app that has a place of its own for it puts this around its conversation; without it
 * `Conversation` shows the aside in its own place.
 */
export function AsideProvider({ covers, children }: AsideProviderProps) {
  const [aside, setAside] = useState<Aside | null>(null)
  const [search, setSearch] = useState<SearchText>({ query: '', order: 'newest' })
  const state = useMemo(() => ({ aside, setAside, search, setSearch, covers }), [aside, search, covers])
  return <AsideContext.Provider value={state}>{children}</AsideContext.Provider>
}

/** Whether somebody above holds which aside is open, and will show it. */
export const useHasAside = (): boolean => useContext(AsideContext) !== null

const nowhere: AsideState = {
  aside: null,
  setAside: () => {},
  search: { query: '', order: 'newest' },
  setSearch: () => {},
  covers: () => false,
}

/** The aside that is open. Where nobody shows one, it cannot be opened. */
export function useAside(): AsideState {
  return useContext(AsideContext) ?? nowhere
}
