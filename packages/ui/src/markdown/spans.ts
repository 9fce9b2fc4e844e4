/** A piece of a text: said, a mention, or the name of a picture. */
export type Span =
  | { kind: 'text'; text: string }
  | { kind: 'mention'; text: string; userId: string | null }
  | { kind: 'emoji'; text: string; url: string }

/** Whom a message really mentions: the server has decided. */
export type Mentioned = {
  /** By username. */
  people: ReadonlyMap<string, string>
  /** `@channel` and `@here` call. */
  everyone: boolean
}

/** As the protocol finds mentions, and `:name:`. */
const special = /(?<![\w@/.+-])@([a-z0-9_.-]{1,200})|:([a-z0-9_+-]{1,30}):/gi

/** @param emoji the server's own pictures, by name */
export function spansOf(text: string, mentioned: Mentioned, emoji: ReadonlyMap<string, string>): Span[] {
  const spans: Span[] = []
  let from = 0
  const add = (at: number, span: Span) => {
    if (at > from) spans.push({ kind: 'text', text: text.slice(from, at) })
    spans.push(span)
    from = at + span.text.length
  }
  for (const found of text.matchAll(special)) {
    const [whole, name, picture] = found
    // Inside what was a mention already.
    if (found.index < from) continue
    if (name !== undefined) {
      const mention = mentionOf(name, mentioned)
      if (mention) add(found.index, mention)
    } else if (picture !== undefined) {
      const url = emoji.get(picture)
      if (url) add(found.index, { kind: 'emoji', text: whole, url })
    }
  }
  if (from < text.length) spans.push({ kind: 'text', text: text.slice(from) })
  return spans
}

/** `@ann.` is the user `ann.`, or else `ann` and a full stop. */
function mentionOf(word: string, { people, everyone }: Mentioned): Span | null {
  for (let name = word; name !== ''; name = name.slice(0, -1)) {
    const userId = people.get(name.toLowerCase())
    if (userId) return { kind: 'mention', text: `@${name}`, userId }
    if (everyone && /^(channel|here)$/i.test(name)) return { kind: 'mention', text: `@${name}`, userId: null }
    if (!/[_.-]$/.test(name)) return null
  }
  return null
}
