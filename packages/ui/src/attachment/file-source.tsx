'use client'

import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from 'react'

/** What can be shown of a file: `url` is null while it is fetched, and when it cannot be had. */
type FileState = { url: string | null; error: string | null }

/**
 * Where files and pictures are shown from. `chime.files` of `@chime/client` is one: on a page of another origin than
 * Chime's it fetches them, because a picture cannot be shown there by its address.
 */
export type FileSource = {
  /** True: files are fetched as a whole before they are shown. So videos and the like are fetched only when asked for. */
  readonly areFetched: boolean
  get(address: string): { get(): FileState; subscribe(listener: () => void): () => void }
}

const byAddress: FileSource = {
  areFetched: false,
  get: (url) => {
    const state = { url, error: null }
    return { get: () => state, subscribe: () => () => {} }
  },
}

const FileSourceContext = createContext<FileSource>(byAddress)

/** Shows all files and pictures below from this source. Without it, they are shown by their addresses. */
export const FileSourceProvider = FileSourceContext.Provider

export const useFileSource = (): FileSource => useContext(FileSourceContext)

const nothing: FileState = { url: null, error: null }

/** @param address null: no file is wanted now */
export function useFile(address: string | null): FileState {
  const source = useFileSource()
  const file = useMemo(() => (address === null ? null : source.get(address)), [source, address])
  const subscribe = useCallback((listener: () => void) => file?.subscribe(listener) ?? (() => {}), [file])
  const get = useCallback(() => file?.get() ?? nothing, [file])
  return useSyncExternalStore(subscribe, get, get)
}
