import { limits } from '../limits.ts'
import { parseText } from './parse.ts'
import { inlinesOf } from './walk.ts'

/**
 * The mentions as they are written in a text. Whether these people exist, and whether the author may mention everyone,
 * is not checked yet.
 */
export type WrittenMentions = {
  /**
   * For each `@word` the usernames that it may mean, the likeliest first: `@ann.` is the user `ann.`, or else `ann`
   * followed by a full stop.
   */
  names: string[][]
  everyone: 'channel' | 'here' | null
}

/**
 * Finds the mentions in a message: `@username`, `@channel` (everyone in it) and `@here` (everyone who is online), where
 * they stand as text: not in code, not in addresses, not after a backslash. At most `limits.mentionsMax` names count. The
 * server decides afterwards which of them are members and whether the author may mention everyone.
 *
 * @returns null, at once, for a text without mentions
 */
export function mentionsIn(content: string): WrittenMentions | null {
  // Nothing else is done for the many texts that call nobody.
  if (!content.includes('@') && !content.includes('＠')) return null
  const names = new Map<string, string[]>()
  let everyone: WrittenMentions['everyone'] = null
  for (const node of inlinesOf(parseText(content))) {
    if (node.type !== 'mention') continue
    const [whole = ''] = node.names
    const bare = node.names.at(-1)
    if (bare === 'channel') everyone = 'channel'
    else if (bare === 'here') everyone ??= 'here'
    else if (names.size < limits.mentionsMax) {
      const meanings = node.names.filter((one) => one.length >= limits.usernameMin && one.length <= limits.usernameMax)
      if (meanings.length > 0) names.set(whole, meanings)
    }
  }
  return names.size > 0 || everyone ? { names: [...names.values()], everyone } : null
}
