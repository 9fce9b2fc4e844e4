import type { Random } from '@chime/testing/random'
import { firstName, personNamed } from './people.ts'
import type { Conversation, Line } from './script.ts'
import { inVoice } from './voice.ts'
import { words } from './words.ts'

/**
 * Makes messages of a small-talk conversation: members take its roles, and its braces are replaced. `{A}` becomes the
 * first name of who plays A, `{clinic}` a word from the list of that name (`{clinic2}` another one), `{3-9}` a number
 * and `{this|that}` one of the two. The same braces become the same text in the whole conversation.
 *
 * @param members those who can take roles
 * @param memory what was chosen in this channel recently, so that it is not chosen again soon
 * @returns null when nobody can play one of the roles
 * @throws Error for braces that have no meaning
 */
export function play(
  conversation: Conversation,
  members: readonly string[],
  random: Random,
  memory: Memory,
): Line[] | null {
  const players = assignRoles(conversation, members, random)
  if (!players) return null
  const chosen = new Map<string, string>()
  const fill = (inside: string): string => {
    const player = players.get(inside)
    if (player) return firstName(player)
    const word = chosen.get(inside) ?? choose(inside, chosen, { random, memory, where: conversation.where })
    chosen.set(inside, word)
    return word
  }
  return conversation.lines.map(({ speaker, text }) => {
    const player = players.get(speaker) ?? speaker
    let filled = text
    // The innermost braces first: alternatives may contain braces.
    while (innermost.test(filled)) filled = filled.replace(innermost, (_, inside: string) => fill(inside))
    // A message begins with a capital letter, except for the names of services, which are written in lower case.
    const begun = text.startsWith('{service}') ? filled : filled.charAt(0).toUpperCase() + filled.slice(1)
    return { speaker: player, text: inVoice(begun.trim(), personNamed(player)) }
  })
}

const innermost = /\{([^{}\n]+)\}/

function assignRoles({ roles, lines }: Conversation, members: readonly string[], random: Random) {
  const players = new Map<string, string>()
  if (!roles) return lines.every(({ speaker }) => members.includes(speaker)) ? players : null
  // Roles that only few people can play are filled first.
  const fewestFirst = [...roles].sort(([, a], [, b]) => Number(a.includes('any')) - Number(b.includes('any')))
  for (const [role, may] of fewestFirst) {
    const free = members.filter((name) => ![...players.values()].includes(name))
    const fitting = may.includes('any') ? free : free.filter((name) => may.includes(name))
    if (fitting.length === 0) return null
    players.set(role, random.pick(fitting))
  }
  return players
}

type Context = { random: Random; memory: Memory; where: string }

function choose(inside: string, chosen: Map<string, string>, { random, memory, where }: Context): string {
  if (inside.includes('|')) {
    const options = inside.split('|')
    // {two|three} and {Two|Three} must give the same choice.
    const key = inside.toLowerCase()
    const places = options.map((_, place) => String(place))
    const place = chosen.get(`place ${key}`) ?? memory.fresh(key, places, random)
    chosen.set(`place ${key}`, place)
    return options[Number(place)] ?? ''
  }
  const range = /^(\d+)-(\d+)$/.exec(inside)
  if (range) return String(random.integer(Number(range[1]), Number(range[2])))
  const name = inside.replace(/\d$/, '')
  const list = words[name]
  if (!list) throw new Error(`${where}: {${inside}} means nothing`)
  const taken = new Set([...chosen].filter(([key]) => key.replace(/\d$/, '') === name).map(([, word]) => word))
  return memory.fresh(
    name,
    list.filter((word) => !taken.has(word)),
    random,
  )
}

/** Remembers what was chosen recently. */
export type Memory = {
  /** Picks one of the options that was not chosen recently: it comes again only after two thirds of the others. */
  fresh(name: string, options: readonly string[], random: Random): string
}

export function createMemory(): Memory {
  const lately = new Map<string, string[]>()
  return {
    fresh(name, options, random) {
      const before = lately.get(name) ?? []
      const avoided = new Set(before.slice(-Math.floor((options.length * 2) / 3)))
      const fresh = options.filter((option) => !avoided.has(option))
      const option = random.pick(fresh.length > 0 ? fresh : options)
      lately.set(name, [...before, option].slice(-options.length))
      return option
    },
  }
}
