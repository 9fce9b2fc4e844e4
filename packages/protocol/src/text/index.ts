/**
 * The grammar of the texts that people write, for whoever shows them or looks into them. It is apart from the rest of the
 * package because it brings a parser with it.
 *
 * @module @chime/protocol/text
 */
export { linksIn } from './links.ts'
export { mentionsIn, type WrittenMentions } from './mentions.ts'
export type { TextAlign, TextBlock, TextInline, TextListItem } from './node.ts'
export { parseText } from './parse.ts'
export { plainInline, plainText } from './plain-text.ts'
export { isCalledAt, isEmojiAt, replaceEmojiNames } from './probe.ts'
