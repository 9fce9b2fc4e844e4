import { limits } from '@chime/protocol'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { ComposerFile } from './composer-files.tsx'
import type { EditedMessage } from './composer-props.ts'
import { trimMessage } from './trim-message.ts'
import type { useWrittenEmoji } from './use-written-emoji.ts'

type Options = {
  area: RefObject<HTMLTextAreaElement | null>
  /** What is in the field. */
  text: string
  onText: (text: string) => void
  files: readonly ComposerFile[]
  editing: EditedMessage | null | undefined
  writtenEmoji: ReturnType<typeof useWrittenEmoji>
  /** Sends a message, or saves the one that is edited. If it rejects, the text comes back. */
  deliver: (text: string) => void | Promise<void>
}

/**
 * Sends what is in the field, which is emptied at once. No text is lost: when it fails the text comes back, and what
 * cannot be sent stays, with the reason in `error`.
 *
 * @returns `message`: the text as it would be sent. `over`: by how many characters it is too long
 */
export function useSend({ area, text, onText, files, editing, writtenEmoji, deliver }: Options) {
  const [error, setError] = useState<string | null>(null)
  /** A text waits for the names of emoji, to be sent; `again`: what is in the field then is to be sent after it. */
  const waiting = useRef<'no' | 'yes' | 'again'>('no')
  const message = trimMessage(text)
  const over = message.length - limits.contentMax
  // Files that are still being uploaded do not hinder sending: the message is sent as soon as they are there.
  const failed = files.some(({ phase }) => phase === 'failed')
  const ready = (message !== '' || files.length > 0) && over <= 0 && !failed && !editing?.lost

  async function send() {
    if (waiting.current !== 'no') {
      waiting.current = 'again'
      return
    }
    if (!ready) {
      if (editing?.lost) setError(`${editing.lost} Nothing was saved; your text is still here.`)
      if (failed) setError('A file could not be uploaded. Try it again, or take it out.')
      return
    }
    const written = writtenEmoji.sent(message)
    if (typeof written === 'string') return handOver(written)
    // Until the names are here, the text stays in the field, and so in the draft: who closes the page loses nothing.
    waiting.current = 'yes'
    const sent = await written
    const now = area.current?.value ?? ''
    // It is handed over at once; what becomes of it is not waited for.
    void handOver(sent, now.startsWith(text) ? now.slice(text.length) : now)
    const isNext = (waiting.current as string) === 'again'
    waiting.current = 'no'
    if (isNext) setTurn((before) => before + 1)
  }

  // With the text that is in the field now, which this render knows.
  const [turn, setTurn] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each turn
  useEffect(() => {
    if (turn > 0) void send()
  }, [turn])

  /** @param rest what stays in the field */
  async function handOver(sent: string, rest = '') {
    onText(rest)
    setError(null)
    try {
      await deliver(sent)
    } catch (cause) {
      const newer = area.current?.value ?? ''
      onText(newer === '' ? message : `${message}\n${newer}`)
      setError(cause instanceof Error && cause.message ? cause.message : 'It could not be sent. Your text is back.')
    }
  }

  return { message, over, ready, send, error, clearError: () => setError(null) }
}
