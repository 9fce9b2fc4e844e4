import { useCallback, useSyncExternalStore } from 'react'

/** Listeners of this tab, by key. Changes in other tabs arrive as the browser's `storage` event. */
const listeners = new Map<string, Set<() => void>>()

/**
 * The value that this browser has stored under a key. Null if there is none, on the server, and where storage is
 * blocked.
 */
export function readLocalStorage(key: string): string | null {
  try {
    return window.localStorage.getItem(key)
  } catch {
    return null
  }
}

/**
 * Stores a value in this browser; null removes it. Full or blocked storage is no error: nothing important is kept here.
 */
export function writeLocalStorage(key: string, value: string | null): void {
  try {
    if (value === null) window.localStorage.removeItem(key)
    else window.localStorage.setItem(key, value)
  } catch {
    // The value is lost when the page is closed. That is acceptable.
  }
  for (const listener of listeners.get(key) ?? []) listener()
}

/**
 * Removes what the parts have stored in this browser for one user, because others may use the same browser: all entries
 * of `localStorage` whose key begins with `chime.` and names this user.
 */
export function clearUserLocalStorage(userId: string): void {
  try {
    const keys = Array.from({ length: window.localStorage.length }, (_, i) => window.localStorage.key(i) ?? '')
    for (const key of keys.filter((name) => name.startsWith('chime.') && name.includes(userId)))
      writeLocalStorage(key, null)
  } catch {
    // Where storage is blocked, nothing is stored.
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

/**
 * A stored value and its setter. The component renders again when the value changes, in any tab. Null on the server.
 */
export function useLocalStorage(key: string): [string | null, (value: string | null) => void] {
  const value = useSyncExternalStore(
    useCallback((listener) => subscribe(key, listener), [key]),
    () => readLocalStorage(key),
    () => null,
  )
  return [value, useCallback((next) => writeLocalStorage(key, next), [key])]
}

/** All keys in one place, so that none is used for two things. People have values under them: they must not change. */
export const storageKeys = {
  /** 'no' if Enter starts a new line and Ctrl+Enter sends. Otherwise Enter sends. */
  enterSends: 'chime.enterSends',
  folded: (userId: string) => `chime.folded.${userId}`,
  draft: (userId: string, channelId: string) => `chime.draft.${userId}.${channelId}`,
} as const
