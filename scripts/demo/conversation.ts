import { type Dialogue, type Dice, dice } from './dialogue.ts'
import { words } from './team.ts'

export type Spoken = { username: string; content: string }

/**
 * An endless conversation among some people, the same for the same seed. All dialogues are had before one comes again,
 * then with other people, other words and, where there are several ways to say a thing, often another way.
 */
export function* converse(seed: string, dialogues: readonly Dialogue[], people: readonly string[]): Generator<Spoken> {
  const random = dice(seed)
  const usedWays = new Map<string, number>()
  const usedWords = new Map<string, string[]>()
  let last: Dialogue | undefined
  for (;;) {
    let round = random.shuffled(dialogues)
    if (round.length > 1 && round[0] === last) round = [...round.slice(1), ...round.slice(0, 1)]
    for (const dialogue of round) {
      const cast = castOf(dialogue, random.shuffled(people))
      const slots = new Map<string, string>()
      for (const [index, { speaker, ways }] of dialogue.entries()) {
        const key = `${dialogues.indexOf(dialogue)}/${index}`
        const turn = (usedWays.get(key) ?? random.below(ways.length)) + 1
        usedWays.set(key, turn)
        const way = ways[turn % ways.length] ?? ''
        yield { username: cast.get(speaker) ?? '', content: fill(way, slots, cast, usedWords, random) }
      }
      last = dialogue
    }
  }
}

function castOf(dialogue: Dialogue, people: readonly string[]): Map<string, string> {
  const speakers = [...new Set(dialogue.map((line) => line.speaker))]
  // With fewer people than parts, as in a conversation of two, somebody has several.
  return new Map(speakers.map((speaker, i) => [speaker, people[i % people.length] ?? '']))
}

/** `{word}` stays the same within a dialogue, `{word2}` is another one of its list; `{@B}` is the name of whoever is B. */
function fill(
  text: string,
  slots: Map<string, string>,
  cast: Map<string, string>,
  used: Map<string, string[]>,
  random: Dice,
): string {
  const filled = text.replace(/\{(@?\w+?)(2?)\}/g, (_, name: string, second: string) => {
    if (name.startsWith('@')) return `@${cast.get(name.slice(1)) ?? ''}`
    const slot = name + second
    const chosen = slots.get(slot) ?? fresh(name, [...slots.values()], used, random)
    slots.set(slot, chosen)
    return chosen
  })
  return filled.charAt(0) === '`' ? filled : filled.charAt(0).toUpperCase() + filled.slice(1)
}

/** A word of the list that has not been said for longest, more or less. */
function fresh(name: string, taken: string[], used: Map<string, string[]>, random: Dice): string {
  const list = words[name]
  if (!list) throw new Error(`there are no words for {${name}}`)
  const recent = used.get(name) ?? []
  const open = list.filter((word) => !recent.includes(word) && !taken.includes(word))
  const word = random.one(open.length > 0 ? open : list.filter((one) => !taken.includes(one)))
  used.set(name, [...recent, word].slice(-Math.floor(list.length * 0.6)))
  return word
}
