type Writer = typeof import('../emoji/write-emoji.ts')

/** Whether a text may have the name of an emoji in it. */
const mayNameEmoji = /:[a-z0-9_+-]+:/i
/** Sending waits this long for the names, which are fetched with the first colon. After that the text goes as it is. */
const waitMs = 2_000

let writer: Writer | null = null
const load = () =>
  import('../emoji/write-emoji.ts').then(
    ({ writeEmoji, writeEmojiAt }) => {
      writer = { writeEmoji, writeEmojiAt }
    },
    () => {},
  )

/** Turns the names of emoji between colons into emoji, while one writes and at the latest when one sends. */
export function useWrittenEmoji(custom: ReadonlyMap<string, string>) {
  return {
    /**
     * @returns the text and the caret after a name was ended by the colon before the caret; else null. The names are
     * fetched with the first colon.
     */
    typed(text: string, caret: number): { text: string; caret: number } | null {
      if (text[caret - 1] !== ':') return null
      if (!writer) void load()
      return writer?.writeEmojiAt(text, caret, custom) ?? null
    },

    /** The text to send. It is a promise only if it may name an emoji and the names are not here yet. */
    sent(text: string): string | Promise<string> {
      if (!mayNameEmoji.test(text)) return text
      if (writer) return writer.writeEmoji(text, custom)
      return Promise.race([load(), new Promise((resolve) => setTimeout(resolve, waitMs))]).then(
        () => writer?.writeEmoji(text, custom) ?? text,
      )
    },
  }
}
