import { useCallback, useSyncExternalStore } from 'react'

/** Listeners of this tab; other tabs tell by the browser's `storage` event. */
const listeners = new Map<string, Set<() => void>>()

/** What this browser remembers under a key. Null where nothing is kept, on the server, and where storage is forbidden. */
export function readStored(key: string): string | null {
  try {
    return window.localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Keeps a value in this browser; null removes it. Full or forbidden storage is no error: it is a convenience only. */
export function writeStored(key: string, value: string | null): void {
  try {
    if (value === null) window.localStorage.removeItem(key)
    else window.localStorage.setItem(key, value)
  } catch {
    // Nothing to do: the value just does not outlive this page.
  }
  for (const listener of listeners.get(key) ?? []) listener()
}

/** Forgets what was kept for one person in this browser. */
export function forgetStored(userId: string): void {
  try {
    const keys = Array.from({ length: window.localStorage.length }, (_, i) => window.localStorage.key(i) ?? '')
    for (const key of keys.filter((name) => name.startsWith('chime.') && name.includes(userId))) writeStored(key, null)
  } catch {
    // Forbidden storage holds nothing either.
  }
}

function subscribe(key: string, listener: () => void): () => void {
  const set = listeners.get(key) ?? new Set()
  listeners.set(key, set.add(listener))
  const onStorage = (event: StorageEvent) => {
    if (event.key === key || event.key === null) listener()
  }
  window.addEventListener('storage', onStorage)
  return () => {
    set.delete(listener)
    window.removeEventListener('storage', onStorage)
  }
}

/** A stored value that a component follows, in step with all tabs. Null while rendering on the server. */
export function useStored(key: string): [string | null, (value: string | null) => void] {
  const value = useSyncExternalStore(
    useCallback((listener) => subscribe(key, listener), [key]),
    () => readStored(key),
    () => null,
  )
  return [value, useCallback((next) => writeStored(key, next), [key])]
}

/** The keys, in one place so that none is used twice. */
export const storedKeys = {
  /** 'no' when Enter breaks the line and Ctrl+Enter sends. */
  enterSends: 'chime.enterSends',
  lastChannel: (userId: string) => `chime.lastChannel.${userId}`,
  draft: (userId: string, channelId: string) => `chime.draft.${userId}.${channelId}`,
} as const
