import { useCallback, useEffect, useRef } from 'react'
import { readStored, storedKeys, writeStored } from '../stored.ts'

/** Typing changes the draft with every key; the disk need not hear of each. */
const saveDelayMs = 300

/** What was being written in a channel, kept in this browser until it is sent. */
export function useDraft(userId: string, channelId: string) {
  const key = storedKeys.draft(userId, channelId)
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; save: () => void } | null>(null)

  const flush = useCallback(() => {
    if (!waiting.current) return
    clearTimeout(waiting.current.timer)
    waiting.current.save()
    waiting.current = null
  }, [])

  useEffect(() => {
    window.addEventListener('pagehide', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      flush()
    }
  }, [flush])

  const onChange = useCallback(
    (text: string) => {
      if (waiting.current) clearTimeout(waiting.current.timer)
      const save = () => writeStored(key, text.trim() ? text : null)
      waiting.current = { save, timer: setTimeout(flush, saveDelayMs) }
      // What was sent must not come back as a draft.
      if (text === '') flush()
    },
    [key, flush],
  )

  return { read: useCallback(() => readStored(key) ?? '', [key]), onChange }
}
