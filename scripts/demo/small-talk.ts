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
 * @returns null if nobody here can play one of the roles
 * @throws Error for braces that mean nothing
 */
export function play(conversation: Conversation, members: readonly string[], random: Random): Line[] | null {
  const players = castRoles(conversation, members, random)
  if (!players) return null
  const chosen = new Map<string, string>()
  const fill = (inside: string): string => {
    const known = chosen.get(inside)
    if (known !== undefined) return known
    const player = players.get(inside)
    const word = player ? firstName(player) : choose(inside, chosen, random, conversation.where)
    chosen.set(inside, word)
    return word
  }
  return conversation.lines.map(({ speaker, text }) => {
    const player = players.get(speaker) ?? speaker
    const startsPlain = !text.startsWith('{') || text.startsWith('{A|') || /^\{[^}]*\|/.test(text)
    const filled = text.replace(/\{([^{}\n]+)\}/g, (_, inside: string) => fill(inside))
    return { speaker: player, text: startsPlain ? inVoice(filled, personNamed(player)) : filled }
  })
}

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

function choose(inside: string, chosen: ReadonlyMap<string, string>, random: Random, where: string): string {
  if (inside.includes('|')) return random.pick(inside.split('|'))
  const range = /^(\d+)-(\d+)$/.exec(inside)
  if (range) return String(random.between(Number(range[1]), Number(range[2])))
  const name = inside.replace(/\d$/, '')
  const list = words[name]
  if (!list) throw new Error(`${where}: {${inside}} means nothing`)
  const taken = new Set([...chosen].filter(([key]) => key.replace(/\d$/, '') === name).map(([, word]) => word))
  return random.pick(list.filter((word) => !taken.has(word)))
}
