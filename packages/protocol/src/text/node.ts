/** What a text consists of, as `parseText` reads it. */
export type TextBlock = BlockContent & {
  /** How many blank lines stand before it, beyond the one that parts it from the block before. */
  gap: number
}

type BlockContent =
  | { type: 'paragraph'; children: TextInline[] }
  | { type: 'heading'; level: number; children: TextInline[] }
  /** `info` is what stands behind the opening fence: most often the name of a language. */
  | { type: 'code'; text: string; info: string }
  | { type: 'quote'; children: TextBlock[] }
  | { type: 'list'; ordered: boolean; start: number; items: TextListItem[] }
  | { type: 'table'; align: TextAlign[]; head: TextInline[][]; rows: TextInline[][][] }

/** `checked` is null for an item that is no task. */
export type TextListItem = { checked: boolean | null; children: TextBlock[] }

export type TextAlign = 'left' | 'center' | 'right' | null

/** A piece of a line. Line breaks and indentation stand in the text as they were written. */
export type TextInline =
  | { type: 'text'; text: string }
  | { type: 'code'; text: string }
  | { type: 'strong' | 'emphasis' | 'strike'; children: TextInline[] }
  /** `url` begins with `http:`, `https:` or `mailto:`. */
  | { type: 'link'; url: string; children: TextInline[] }
  /**
   * A name that is called. `text` is what was written, with the `@`. `names` are the usernames that it may mean, in lower
   * case, the likeliest first: `@ann.` is the user `ann.`, or else `ann` followed by a full stop.
   */
  | { type: 'mention'; text: string; names: string[] }
  /** The name of an emoji between colons. Whether there is such an emoji, the reader knows. */
  | { type: 'emoji'; name: string }
