import { limits } from './limits.ts'

/** Whom a text calls by name, and whether it calls everyone, before anybody asked who that is and who may. */
export type WrittenMentions = {
  /** For each `@word` what it may mean, the likeliest first: `@ann.` is the user `ann.`, or else `ann` and a full stop. */
  names: string[][]
  everyone: 'channel' | 'here' | null
}

/** Not in the middle of a word, an address or a path. */
const mention = /(?<![\w@/.+-])@([a-z0-9_.-]{1,200})/gi
/** What stands in code is quoted, not said. */
const code = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g

/**
 * The mentions written in a message: `@username`, `@channel` (everyone in it) and `@here` (those who are there now). At most
 * `limits.mentionsMax` names count. Who is not in the channel, or may not call everyone, is not mentioned: the server decides.
 *
 * @returns null, at once, for a text that mentions nobody
 */
export function mentionsIn(content: string): WrittenMentions | null {
  if (!content.includes('@')) return null
  const words = new Set(
    [...content.replace(code, ' ').matchAll(mention)].map((found) => (found[1] ?? '').toLowerCase()),
  )
  const names: string[][] = []
  let everyone: WrittenMentions['everyone'] = null
  for (const word of words) {
    const bare = word.replace(/[_.-]+$/, '')
    if (bare === 'channel') everyone = 'channel'
    else if (bare === 'here') everyone ??= 'here'
    else if (names.length < limits.mentionsMax) {
      const meanings = meaningsOf(word)
      if (meanings.length > 0) names.push(meanings)
    }
  }
  return names.length > 0 || everyone ? { names, everyone } : null
}

/** With the punctuation at its end, which a username may have too, and with less and less of it. */
function meaningsOf(word: string): string[] {
  const meanings = [word]
  for (let shorter = word; /[_.-]$/.test(shorter) && meanings.length < 4; meanings.push(shorter)) {
    shorter = shorter.slice(0, -1)
  }
  return meanings.filter((name) => name.length >= limits.usernameMin && name.length <= limits.usernameMax)
}
