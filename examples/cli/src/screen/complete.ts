import type { Chime } from '@chime/client'
import { titleOf } from '../people.ts'
import type { Composer } from './composer.ts'
import { slashes } from './slash.ts'

/** Completes the word before the cursor. @returns what else it could be */
export async function complete(chime: Chime, composer: Composer): Promise<string[]> {
  const before = composer.text.slice(0, composer.cursor)
  const word = /\S*$/.exec(before)?.[0] ?? ''
  const found = await candidates(chime, word, before.length === word.length)
  // Somebody went on writing while the names were looked up.
  if (composer.text.slice(0, composer.cursor) !== before) return []
  const [first, ...others] = found.filter((each) => each.toLowerCase().startsWith(word.toLowerCase()))
  if (!first) return []
  const common = others.reduce((prefix, each) => commonStart(prefix, each), first)
  composer.insert(common.slice(word.length) + (others.length === 0 ? ' ' : ''))
  return others.length > 0 ? [first, ...others] : []
}

async function candidates(chime: Chime, word: string, isFirst: boolean): Promise<string[]> {
  if (word.startsWith('/') && isFirst) return slashes.map(({ name }) => `/${name}`)
  if (word.startsWith('#')) return chime.channels.get().map(titleOf)
  if (!word.startsWith('@')) return []
  const people = await chime.trpc.users.search.query({ query: word.slice(1), limit: 10 })
  return people.map(({ username }) => `@${username}`)
}

function commonStart(a: string, b: string): string {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return a.slice(0, at)
}
