import type { ChannelSummary, Chime } from '@chime/client'
import leven from 'leven'
import { titleOf } from '../people.ts'
import { Problem } from '../problem.ts'

/** How many suggestions one error names. */
const suggestionsMax = 3

/**
 * The channel that somebody means: by its id, by `#name` or `name` (upper and lower case do not matter), or `@username`
 * for a direct conversation. Looks among the user's own channels first, then among those that everybody may join.
 *
 * @throws Problem when there is none, or more than one; it names what is close
 */
export async function findChannel(chime: Chime, text: string): Promise<ChannelSummary> {
  if (text.startsWith('@')) return findDirect(chime, text.slice(1))
  if (isId(text)) return chime.trpc.channels.get.query({ channelId: text })
  const name = text.replace(/^#/, '').toLowerCase()
  const own = chime.channels.get()
  const [channel, ...others] = own.filter((each) => each.name?.toLowerCase() === name)
  if (channel && others.length > 0) {
    const ids = [channel, ...others].map(({ id, kind }) => `${id} (${kind})`)
    throw new Problem(`There are ${ids.length} channels named ${text}: use one of the ids ${ids.join(', ')}`, 2)
  }
  if (channel) return channel
  const { channels: open } = await chime.trpc.channels.browse.query({ query: name, limit: 100 })
  const found = open.find((each) => each.name?.toLowerCase() === name)
  if (found) return found
  throw new Problem(`There is no channel ${text}.${didYouMean(text, [...own, ...open].map(titleOf))}`, 2)
}

async function findDirect(chime: Chime, username: string): Promise<ChannelSummary> {
  const wanted = username.toLowerCase()
  const known = chime.channels.get().find(({ peer }) => peer?.username === wanted)
  if (known) return known
  const people = await chime.trpc.users.search.query({ query: wanted })
  const person = people.find((each) => each.username === wanted)
  if (person) return chime.trpc.channels.openDirect.mutate({ userId: person.id })
  throw new Problem(
    `There is nobody named @${username}.${didYouMean(
      username,
      people.map((each) => `@${each.username}`),
    )}`,
    2,
  )
}

/** The closest of these names, as a question; empty when none is close. */
export function didYouMean(text: string, names: readonly string[]): string {
  const bare = (name: string) => name.replace(/^[#@/]/, '').toLowerCase()
  const wanted = bare(text)
  const close = [...new Set(names)]
    .map((name) => ({ name, distance: bare(name).startsWith(wanted) ? 0 : leven(bare(name), wanted) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(bare(name).length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, suggestionsMax)
    .map(({ name }) => name)
  return close.length > 0 ? ` Did you mean ${close.join(' or ')}?` : ''
}

const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
