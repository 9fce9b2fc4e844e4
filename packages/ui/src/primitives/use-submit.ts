'use client'

import { useState } from 'react'

/**
 * An action that takes a moment and may fail: whether it runs, and in words why it failed. A second call while it
 * runs is ignored.
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
