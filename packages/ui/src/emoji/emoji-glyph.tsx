import { CustomEmoji } from './custom-emoji.tsx'

/**
 * Shows an emoji of a reaction.
 *
 * @param emoji the character itself, or the name of a custom emoji between colons
 * @param pictures the addresses of the custom emoji, by name without colons
 */
export function EmojiGlyph({ emoji, pictures }: { emoji: string; pictures: ReadonlyMap<string, string> }) {
  const url = emoji.startsWith(':') ? pictures.get(emoji.slice(1, -1)) : undefined
  return url ? (
    <CustomEmoji name={emoji} url={url} className="size-[1.25em]" />
  ) : (
    <span className="font-emoji">{emoji}</span>
  )
}
