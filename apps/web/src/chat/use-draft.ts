import type { Channel } from '@chime/client'
import { useChannelDraft } from '@chime/client/react'
import { useCallback, useEffect } from 'react'
import { readStored, storedKeys, writeStored } from '../stored.ts'

/** Typing changes the draft with every key; the disk need not hear of each. */
const saveDelayMs = 300

/**
 * What was being written in a channel, the same on all devices. While the server does not have it yet, offline for
 * instance, this browser keeps it too, and tells it when the page is back.
 */
export function useDraft(userId: string, channel: Channel) {
  const key = storedKeys.draft(userId, channel.id)
  const { draft, setDraft } = useChannelDraft(channel.id)
  const content = draft?.content ?? ''
  const replyTo = draft?.replyTo ?? null

  useEffect(() => {
    const kept = readStored(key)
    if (kept && channel.draft.get() === null) channel.setDraft(kept)
  }, [key, channel])

  // With every change of the draft, which is also when the server has taken it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another draft with the same text may be a saved one
  useEffect(() => {
    const keep = () => writeStored(key, channel.isDraftDirty && content.trim() ? content : null)
    const timer = setTimeout(keep, saveDelayMs)
    window.addEventListener('pagehide', keep)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pagehide', keep)
    }
  }, [key, channel, draft, content])

  useEffect(() => () => void channel.saveDraft(), [channel])

  return {
    content,
    replyTo,
    setContent: useCallback((text: string) => setDraft(text.trim() ? text : '', replyTo), [setDraft, replyTo]),
    setReplyTo: useCallback((number: number | null) => setDraft(content, number), [setDraft, content]),
  }
}
