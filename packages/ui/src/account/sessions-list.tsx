'use client'

import type { Session } from '@chime/protocol'

export type SessionsListProps = {
  sessions: readonly Session[]
  loading?: boolean
  error?: string | null
  /** Rejects with an Error whose message is shown. */
  onRevoke: (sessionId: string) => Promise<void>
}

/** The signed-in devices, each with a way to sign it out. Put it into a page or a dialog. */
export function SessionsList(_props: SessionsListProps) {
  return null
}
