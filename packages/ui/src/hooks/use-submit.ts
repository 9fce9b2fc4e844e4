'use client'

import { useState } from 'react'

/**
 * Runs an action that takes a moment and may fail. `pending` says whether it runs, `error` why it failed the last time
 * (the message of the Error that it rejected with). While it runs, another call of `submit` is ignored, so that a
 * double click does not do it twice. `submit` never rejects.
 */
export function useSubmit<Args extends unknown[]>(action: (...args: Args) => Promise<void>) {
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<string | null>(null)
  async function submit(...args: Args) {
    if (pending) return
    setPending(true)
    setError(null)
    try {
      await action(...args)
    } catch (cause) {
      setError(cause instanceof Error && cause.message ? cause.message : 'That did not work. Try again.')
    } finally {
      setPending(false)
    }
  }
  return { submit, pending, error, clearError: () => setError(null) }
}
