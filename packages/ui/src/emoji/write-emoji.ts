import { isEmojiAt, replaceEmojiNames } from '@chime/protocol/text'
import { emojiNamed } from './emoji-names.ts'

type CustomEmoji = ReadonlyMap<string, string>

/** The custom emoji of the server keep their names. */
const emojiOf = (name: string, custom: CustomEmoji) => (custom.has(name) ? undefined : emojiNamed(name))

/** Replaces `:smile:` by the emoji of this name, wherever it is no code. */
export const writeEmoji = (text: string, custom: CustomEmoji): string =>
  replaceEmojiNames(text, (name) => emojiOf(name, custom))

/** Replaces the name that ends at the caret. @returns null if none does; else the text and where the caret is then */
export function writeEmojiAt(text: string, caret: number, custom: CustomEmoji): { text: string; caret: number } | null {
  const [written, name = ''] = /:([a-z0-9_+-]{1,30}):$/i.exec(text.slice(Math.max(0, caret - 40), caret)) ?? []
  const emoji = written && emojiOf(name, custom)
  const from = caret - (written?.length ?? 0)
  if (!emoji || !isEmojiAt(text, from, caret)) return null
  return { text: text.slice(0, from) + emoji + text.slice(caret), caret: from + emoji.length }
}
