import { firstName, personNamed, usernames } from '../people.ts'
import type { Random } from '../random.ts'
import { createMemory } from '../small-talk.ts'
import { inVoice } from '../voice.ts'
import { type Topic, topics } from './topics.ts'

export type Setting = {
  /** Who could answer. */
  there: readonly string[]
  /** A direct conversation: whoever is there is meant. */
  direct: boolean
  /** First name of who wrote. */
  sender: string
}
export type Answer = { username: string; text: string }
export type Answers = { choose(text: string, setting: Setting): Answer[] }

const echoChance = 0.25

/** Finds out what a message is about, who of those present should answer, and what. Nobody repeats themselves soon. */
export function createAnswers(random: Random): Answers {
  const memory = createMemory()
  const written = (username: string, about: string, options: readonly string[], names: Record<string, string>) => {
    const option = memory.fresh(`${username} ${about}`, options, random)
    const text = option.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? '')
    return { username, text: inVoice(text, personNamed(username)) }
  }
  return {
    choose(text, { there, direct, sender }) {
      const topic = topics.find(({ pattern }) => pattern.test(text))
      const username = whoAnswers(text, topic, there, random)
      if (!username) return []
      const experts = topic?.experts ?? []
      const [expert] = experts
      // In a direct conversation there is no choice of who answers, so it may be somebody else's matter.
      const elsewhere = expert !== undefined && !experts.includes(username) && random.next() < 0.6
      const names = { name: sender, expert: expert ? firstName(expert) : '' }
      const first = elsewhere
        ? written(username, 'redirects', redirects, names)
        : written(username, topic?.name ?? 'anything', topic?.replies ?? anything, names)
      const others = there.filter((name) => name !== username)
      if (direct || others.length === 0 || random.next() > echoChance) return [first]
      return [first, written(random.pick(others), 'echoes', echoes, names)]
    },
  }
}

function whoAnswers(
  text: string,
  topic: Topic | undefined,
  there: readonly string[],
  random: Random,
): string | undefined {
  const named = namedIn(text).find((name) => there.includes(name))
  if (named) return named
  const expert = topic?.experts.find((name) => there.includes(name))
  if (expert) return expert
  return there.length === 0 ? undefined : random.pick(there)
}

/** Whose first name or username a text mentions, with or without @, with or without accents. */
export function namedIn(text: string): string[] {
  const words = new Set(plain(text).split(/[^a-z]+/))
  return usernames.filter((username) => words.has(username))
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** For what fits nowhere. */
const anything: readonly string[] = [
  ...[
    'Good to know, thanks!',
    'Makes sense to me',
    'Noted, {name}',
    'I see what you mean',
    'Interesting! Tell me more?',
  ],
  ...['👀', 'Ha, that is what I thought too', 'Let us try that'],
]

/** When somebody is asked about what another knows better. */
const redirects: readonly string[] = [
  'I would ask {expert}, that is the right desk for it',
  '{expert} knows that much better than I do. Shall I ask?',
  'My guess is as good as yours, but {expert} will know',
]

/** What a second person adds in a channel. */
const echoes: readonly string[] = [
  '+1',
  '👀',
  'Same here',
  'I was about to ask that',
  'Good one',
  '👍',
  'Following along',
]
