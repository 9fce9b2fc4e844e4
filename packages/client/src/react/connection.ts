import type { ConnectionState } from '../connection/connection-state.ts'
import { useChime } from './provider.ts'
import { useReadable } from './readable.ts'

export function useConnection(): ConnectionState {
  return useReadable(useChime().connection)
}
