import type { Channel } from '@chime/client'
import { useChannelDraft } from '@chime/client/react'
import { useCallback, useEffect } from 'react'
import { readLocalStorage, storageKeys, writeLocalStorage } from '../browser/local-storage.ts'

/** The draft changes with every key; it is written to local storage only after a pause of this length. */
const saveDelayMs = 300

/**
 * My draft in a channel, the same on all devices. As long as the server does not have it, for instance while offline,
 * this browser keeps a copy in local storage. When the page is loaded again, the copy becomes the draft if the server
 * has none.
 */
export function useDraft(userId: string, channel: Channel) {
  const key = storageKeys.draft(userId, channel.id)
  const { draft, setDraft } = useChannelDraft(channel.id)
  const content = draft?.content ?? ''
  const replyTo = draft?.replyTo ?? null

  useEffect(() => {
    const kept = readLocalStorage(key)
    if (kept && channel.draft.get() === null) channel.setDraft(kept)
  }, [key, channel])

  // Runs on every change of `draft`, also when the server has saved it: then the copy is removed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new draft object with the same text may be the saved one
  useEffect(() => {
    const keep = () => writeLocalStorage(key, channel.isDraftDirty && content.trim() ? content : null)
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
