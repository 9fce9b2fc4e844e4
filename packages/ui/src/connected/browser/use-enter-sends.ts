import { storageKeys, useLocalStorage } from './local-storage.ts'

/**
 * Whether Enter sends what is in the composer, as the reader has chosen in this browser, and how to choose. By default
 * it does; otherwise Enter breaks the line, and Ctrl+Enter or ⌘+Enter sends.
 */
export function useEnterSends(): [boolean, (enterSends: boolean) => void] {
  const [stored, store] = useLocalStorage(storageKeys.enterSends)
  return [stored !== 'no', (enterSends) => store(enterSends ? null : 'no')]
}
