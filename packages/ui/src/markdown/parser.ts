import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { retrying } from '../lazy.ts'

type Parser = typeof import('@chime/protocol/text')

/**
 * Whether a text may be more than its words. Most messages are not, and are shown without the parser. Long ones are given
 * to it because they are folded.
 */
export const mayBeMarkdown = (text: string): boolean =>
  text.length > foldedFrom.length ||
  /[*_~`[\]\\<>@＠|]|^\s*(?:[-+]|\d+[.)])\s|^#{1,6}\s|^(?: {4}|\t)|:\/\/|www\.|\n\s*\n|:[\w+-]+:|(?:\n.*){20}|^\s+(?:at|from) /im.test(
    text,
  )

/** A text with more characters or lines than this is folded if it is higher than the fold. */
export const foldedFrom = { length: 1_000, lines: 20 }

let loaded: Parser | null = null
const waiting = new Set<() => void>()

/** Fetches the parser once. The promise never rejects: it is tried again until it is there. */
export const loadParser: () => Promise<Parser> = once(
  retrying(async () => {
    loaded = await import('@chime/protocol/text')
    for (const tell of waiting) tell()
    return loaded
  }),
)

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let promise: Promise<T> | undefined
  return () => {
    promise ??= load()
    return promise
  }
}

/** The parser, or null while it is not here. It is fetched if it is needed. */
function useParser(needed: boolean): Parser | null {
  useEffect(() => {
    if (needed) void loadParser()
  }, [needed])
  return useSyncExternalStore(subscribe, getLoaded, getNone)
}

const subscribe = (tell: () => void) => {
  waiting.add(tell)
  return () => waiting.delete(tell)
}
const getLoaded = () => loaded
const getNone = () => null

/**
 * What a text says, in one line without its markup. As long as the parser is not here, the marks are still in it.
 */
export function plainLine(text: string, parser: Parser | null = loaded): string {
  const plain = parser && mayBeMarkdown(text) ? parser.plainText(parser.parseText(text)) : text
  return plain.replace(/\s+/g, ' ').trim()
}

/** `plainLine` for a component: the text is given again once the parser is here. */
export function usePlainLine(text: string): string {
  const parser = useParser(mayBeMarkdown(text))
  return useMemo(() => plainLine(text, parser), [text, parser])
}
