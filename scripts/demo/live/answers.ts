import type { Random } from '@chime/testing/random'
import { firstName, personNamed, usernames } from '../people.ts'
import { createMemory } from '../small-talk.ts'
import { inVoice } from '../voice.ts'
import { type Topic, topics } from './topics.ts'

type Setting = {
  /** The usernames of those who could answer. */
  there: readonly string[]
  /** Whether it is a direct conversation, where there is only one who can answer. */
  direct: boolean
  /** The first name of the sender. */
  sender: string
}
type Answer = { username: string; text: string }
export type Answers = { choose(text: string, setting: Setting): Answer[] }

const echoChance = 0.25

/** Finds out what a message is about, who should answer it, and with which text. Nobody says the same again soon. */
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
      // In a direct conversation only one can answer, who may know less about it than somebody else: then they name the
      // expert.
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

/** The usernames of those whose first name or username is in the text, with or without @ and accents. */
export function namedIn(text: string): string[] {
  const words = new Set(plain(text).split(/[^a-z]+/))
  return usernames.filter((username) => words.has(username))
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Answers to messages that fit no topic. */
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

/** Answers that name somebody who knows more about it. */
const redirects: readonly string[] = [
  'I would ask {expert}, that is the right desk for it',
  '{expert} knows that much better than I do. Shall I ask?',
  'My guess is as good as yours, but {expert} will know',
]

/** What a second person adds in a channel after the answer. */
const echoes: readonly string[] = [
  '+1',
  '👀',
  'Same here',
  'I was about to ask that',
  'Good one',
  '👍',
  'Following along',
]
