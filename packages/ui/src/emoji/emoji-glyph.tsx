import { CustomEmoji } from './custom-emoji.tsx'

/** An emoji as it is kept: itself, or the name of one of the server's own between colons. */
export function EmojiGlyph({ emoji, pictures }: { emoji: string; pictures: ReadonlyMap<string, string> }) {
  const url = emoji.startsWith(':') ? pictures.get(emoji.slice(1, -1)) : undefined
  return url ? (
    <CustomEmoji name={emoji} url={url} className="size-[1.25em]" />
  ) : (
    <span className="font-emoji">{emoji}</span>
  )
}
