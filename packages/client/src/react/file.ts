import { useMemo } from 'react'
import type { FileState } from '../file/file-state.ts'
import { useChime } from './provider.ts'
import { useReadable } from './readable.ts'

/** Where a file can be shown from, as `chime.files.get` tells it. */
export function useFile(pathOrId: string): FileState {
  const chime = useChime()
  return useReadable(useMemo(() => chime.files.get(pathOrId), [chime, pathOrId]))
}
