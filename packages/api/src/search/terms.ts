import type { MessageRow } from '@chime/db'
import type { SearchHas } from '@chime/protocol'
import type { Term } from './parse-query.ts'
import { segmentName } from './segments.ts'
import { partsOf, tokensOf } from './tokens.ts'

/** The parts of a message that are indexed. */
export type Indexed = Pick<
  MessageRow,
  'channelId' | 'userId' | 'content' | 'attachments' | 'poll' | 'reactions' | 'threadReplies' | 'pinnedAt'
> & { parentChannelId: string }

// An attribute is a term about the message, such as its channel. It starts with a sign that never occurs in a word. It
// contains only a part of an id: that is enough here, because rows are compared with the whole id.
const shortId = (id: string) => Buffer.from(id.slice(-12), 'hex').toString('base64url')
export const ofChannel = (id: string) => `#${shortId(id)}`
export const ofUser = (id: string) => `@${shortId(id)}`
export const having = (what: SearchHas) => `?${what}`
export const isPinned = '!pinned'
/** A term of every message: something to search for where a query only says what must not match. */
const any = '*'

/** Free positions between two texts of a message, so that no phrase matches from the content into a file's name. */
const gap = 8
const link = /\bhttps?:\/\/\S/i

/**
 * A message's terms, in the syntax of a `tsvector`, each prefixed with the name of its segment: the words of the
 * content, of the names of its files and of its poll's options, the parts of words of letters and digits at the same
 * position, and its attributes.
 */
export function termsOf(message: Indexed, segmentId: number): { terms: string; words: Set<string> } {
  const positions = new Map<string, number[]>()
  const words = new Set<string>()
  let next = 1
  for (const text of textsOf(message)) {
    const tokens = tokensOf(text, next)
    const add = (term: string, position: number) => {
      const known = positions.get(term)
      if (!known) positions.set(term, [position])
      else if (known.at(-1) !== position) known.push(position)
    }
    for (const token of tokens) {
      add(token.text, token.position)
      for (const part of partsOf(token)) add(part.text, token.position)
      if (!token.dense) words.add(token.text)
    }
    next = (tokens.at(-1)?.position ?? next) + gap
  }
  const name = segmentName(segmentId)
  let terms = attributesOf(message)
    .map((attribute) => `'${name}${attribute}'`)
    .join(' ')
  for (const [text, at] of positions) terms += ` '${name}${text}':${at.join()}`
  return { terms, words }
}

const textsOf = ({ content, attachments, poll }: Indexed) => [
  content,
  ...(attachments ?? []).map(({ name }) => name),
  ...(poll?.options ?? []).map(({ text }) => text),
]

function attributesOf(message: Indexed): string[] {
  const types = (message.attachments ?? []).map(({ type }) => type)
  const has: Record<SearchHas, boolean> = {
    link: link.test(message.content),
    file: types.length > 0,
    image: types.some((type) => type.startsWith('image/')),
    video: types.some((type) => type.startsWith('video/')),
    audio: types.some((type) => type.startsWith('audio/')),
    poll: message.poll !== null,
    thread: (message.threadReplies ?? 0) > 0,
    reaction: (message.reactions ?? []).length > 0,
  }
  const kinds = Object.keys(has) as SearchHas[] // its own
  return [
    any,
    ofChannel(message.parentChannelId),
    ...(message.channelId === message.parentChannelId ? [] : [ofChannel(message.channelId)]),
    ...(message.userId === null ? [] : [ofUser(message.userId)]),
    ...kinds.filter((kind) => has[kind]).map(having),
    ...(message.pinnedAt === null ? [] : [isPinned]),
  ]
}

/** One condition: a term, or one of the words that contain it; or one of several attributes. */
export type Wanted = { term: Term; within: readonly string[] } | { attributes: readonly string[]; not: boolean }

/** The conditions as a `tsquery` for one segment. */
export function tsqueryOf(wanted: readonly Wanted[], segmentId: number): string {
  const name = segmentName(segmentId)
  const quoted = (text: string) => `'${name}${text}'`
  const conditions = wanted.map((one) => {
    if ('attributes' in one) return `${one.not ? '!' : ''}(${one.attributes.map(quoted).join(' | ')})`
    const { tokens, partial, not } = one.term
    const sequence = tokens.map(({ text, open }) => `${quoted(text)}${open || partial ? ':*' : ''}`).join(' <-> ')
    return `${not ? '!' : ''}(${[sequence, ...one.within.map(quoted)].join(' | ')})`
  })
  const isNegative = wanted.every((one) => ('attributes' in one ? one.not : one.term.not))
  return [...(isNegative ? [quoted(any)] : []), ...conditions].join(' & ')
}

/**
 * The whole words by which messages of one segment are ranked: those first that contain more of them, and more often.
 * Neither the length of a message nor its reactions count.
 */
export function rankingOf(terms: readonly Term[], segmentId: number): string {
  const name = segmentName(segmentId)
  return terms
    .flatMap(({ tokens }) => tokens.map(({ text, open }) => `'${name}${text}'${open ? ':*' : ''}`))
    .join(' | ')
}
