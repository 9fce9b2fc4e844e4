import type { MessageRow } from '@chime/db'
import type { SearchHas } from '@chime/protocol'
import type { Term } from './query.ts'
import { segmentName } from './segments.ts'
import { tokensOf } from './tokens.ts'

/** What is looked at of a message. */
export type Indexed = Pick<
  MessageRow,
  'channelId' | 'userId' | 'content' | 'attachments' | 'poll' | 'reactions' | 'threadReplies' | 'pinnedAt'
> & { homeId: string }

// Attributes start with a sign that no word has in it. A part of an id is enough: rows are compared with the whole.
const shortId = (id: string) => Buffer.from(id.slice(-12), 'hex').toString('base64url')
export const ofChannel = (id: string) => `#${shortId(id)}`
export const ofUser = (id: string) => `@${shortId(id)}`
export const having = (what: SearchHas) => `?${what}`
export const isPinned = '!pinned'
/** Every message has it: something to look for where only what must not be is said. */
const any = '*'

/** So that no phrase reaches from the content into the name of a file. */
const gap = 8
const link = /\bhttps?:\/\/\S/i

/**
 * A message's terms as a `tsvector` is written: the words of its content, of its files' names and of its choices, and its
 * attributes, behind the name of its segment.
 */
export function termsOf(message: Indexed, segmentId: number): { terms: string; words: Set<string> } {
  const places = new Map<string, number[]>()
  const words = new Set<string>()
  let next = 1
  for (const text of textsOf(message)) {
    const tokens = tokensOf(text, next)
    for (const token of tokens) {
      const known = places.get(token.text)
      if (known) known.push(token.place)
      else places.set(token.text, [token.place])
      if (!token.dense) words.add(token.text)
    }
    next = (tokens.at(-1)?.place ?? next) + gap
  }
  const name = segmentName(segmentId)
  let terms = attributesOf(message)
    .map((attribute) => `'${name}${attribute}'`)
    .join(' ')
  for (const [text, at] of places) terms += ` '${name}${text}':${at.join()}`
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
    ofChannel(message.homeId),
    ...(message.channelId === message.homeId ? [] : [ofChannel(message.channelId)]),
    ...(message.userId === null ? [] : [ofUser(message.userId)]),
    ...kinds.filter((kind) => has[kind]).map(having),
    ...(message.pinnedAt === null ? [] : [isPinned]),
  ]
}

/** What must hold: a term, with the words that have it in them; or one attribute of several. */
export type Wanted = { term: Term; within: readonly string[] } | { attributes: readonly string[]; not: boolean }

/** A `tsquery` for one segment. */
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

/** By which whole words messages of one segment are ranked: those that have more of them, more often. How long a message is does not count: its reactions do not, either. */
export function rankingOf(terms: readonly Term[], segmentId: number): string {
  const name = segmentName(segmentId)
  return terms
    .flatMap(({ tokens }) => tokens.map(({ text, open }) => `'${name}${text}'${open ? ':*' : ''}`))
    .join(' | ')
}
