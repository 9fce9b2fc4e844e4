import { firstName, personNamed } from './people.ts'
import type { Random } from './random.ts'
import type { Conversation, Line } from './script.ts'
import { inVoice } from './voice.ts'
import { words } from './words.ts'

/**
 * Plays a conversation of small talk: people take the roles, and braces become words. `{A}` is the first name of who
 * plays A, `{clinic}` a word from the list of that name (`{clinic2}` another one), `{3-9}` a number, `{this|that}` one of
 * both. The same braces give the same text throughout a conversation.
 *
 * @param members who is there to play
 * @param memory what was chosen in this room lately, so that it is not chosen again soon
 * @returns null if nobody here can play one of the roles
 * @throws Error for braces that mean nothing
 */
export function play(
  conversation: Conversation,
  members: readonly string[],
  random: Random,
  memory: Memory,
): Line[] | null {
  const players = castRoles(conversation, members, random)
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
    // From the inside out: alternatives may have braces in them.
    while (innermost.test(filled)) filled = filled.replace(innermost, (_, inside: string) => fill(inside))
    // Names of services are written small, everything else may begin a sentence.
    const begun = text.startsWith('{service}') ? filled : filled.charAt(0).toUpperCase() + filled.slice(1)
    return { speaker: player, text: inVoice(begun.trim(), personNamed(player)) }
  })
}

const innermost = /\{([^{}\n]+)\}/

function castRoles({ cast, lines }: Conversation, members: readonly string[], random: Random) {
  const players = new Map<string, string>()
  if (!cast) return lines.every(({ speaker }) => members.includes(speaker)) ? players : null
  // Those who can be played by few choose first.
  const roles = [...cast].sort(([, a], [, b]) => Number(a.includes('any')) - Number(b.includes('any')))
  for (const [role, may] of roles) {
    const free = members.filter((name) => ![...players.values()].includes(name))
    const fitting = may.includes('any') ? free : free.filter((name) => may.includes(name))
    if (fitting.length === 0) return null
    players.set(role, random.pick(fitting))
  }
  return players
}

type Surroundings = { random: Random; memory: Memory; where: string }

function choose(inside: string, chosen: Map<string, string>, { random, memory, where }: Surroundings): string {
  if (inside.includes('|')) {
    const options = inside.split('|')
    // {two|three} and {Two|Three} are the same choice.
    const key = inside.toLowerCase()
    const places = options.map((_, place) => String(place))
    const place = chosen.get(`place ${key}`) ?? memory.fresh(key, places, random)
    chosen.set(`place ${key}`, place)
    return options[Number(place)] ?? ''
  }
  const range = /^(\d+)-(\d+)$/.exec(inside)
  if (range) return String(random.between(Number(range[1]), Number(range[2])))
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

/** What was said lately. */
export type Memory = {
  /** One of the options, and not one of those that were chosen last: two thirds of the options come before any again. */
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
