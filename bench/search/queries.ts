import { seeded } from '@chime/testing/random'
import { contentFrom, wordAt } from './corpus.ts'

export type Asked = { query: string; order?: 'newest' | 'best' }
/** Makes another query each time, so that no cache has the answer. */
export type Kind = {
  name: string
  next: () => Asked
  /** Whether it names channels that only the member is in. */
  own?: true
  /** What the content must match, if that alone decides about a result. */
  pattern?: (query: string) => string
}

const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)

/** Kinds of queries: from words that hardly anybody wrote to words that are in every second message. */
export function kindsOf(names: { people: string[]; channels: string[] }): Kind[] {
  const { next: random } = seeded(7)
  const from = (first: number, last: number) => wordAt(first + Math.floor(random() * (last - first)))
  const common = () => from(2, 12)
  const medium = () => from(100, 1_000)
  const rare = () => from(10_000, 40_000)
  const person = () => names.people[Math.floor(random() ** 2 * names.people.length)] ?? ''
  const channel = () => names.channels[Math.floor(random() * names.channels.length)] ?? ''
  /** Two neighbouring words of a text. */
  const pair = () => contentFrom(random).split(' ').slice(1, 3).join(' ')
  return [
    { name: 'a rare word', next: () => ({ query: rare() }) },
    { name: 'a word of every hundredth message', next: () => ({ query: medium() }) },
    { name: 'a word of every third to tenth', next: () => ({ query: common() }) },
    { name: 'two common words', next: () => ({ query: `${common()} ${common()}` }) },
    { name: 'a common and a rare word', next: () => ({ query: `${common()} ${rare()}` }) },
    { name: 'three words, less common', next: () => ({ query: `${medium()} ${medium()} ${common()}` }) },
    {
      name: 'a phrase',
      next: () => ({ query: `"${pair()}"` }),
      pattern: (query) => query.replace('"', '\\m').replace('"', '\\M'),
    },
    {
      name: 'the start of words',
      next: () => ({ query: `${medium().slice(0, 4)}*` }),
      pattern: (query) => `\\m${query.slice(0, -1)}`,
    },
    { name: 'a part of words', next: () => ({ query: rare().slice(1, 6) }) },
    { name: 'Japanese', next: () => ({ query: random() < 0.5 ? '東京' : '写真' }) },
    { name: 'from: and a word', next: () => ({ query: `from:${person()} ${medium()}` }) },
    { name: 'from: alone', next: () => ({ query: `from:${person()}` }) },
    { name: 'in: and a word', own: true, next: () => ({ query: `in:${channel()} ${medium()}` }) },
    {
      name: 'before: and after:, and a word',
      next: () => ({ query: `before:${day(300)} after:${day(400)} ${medium()}` }),
    },
    { name: 'has:image', next: () => ({ query: 'has:image' }) },
    { name: 'has:link is:pinned', next: () => ({ query: 'has:link is:pinned' }) },
    {
      name: 'everything at once',
      next: () => ({ query: `from:${person()} has:link after:${day(600)} ${common()} -${medium()}` }),
    },
    { name: 'nothing there', next: () => ({ query: `${common()} zzz${Math.floor(random() * 1e9)}` }) },
    { name: 'the best of a common word', next: () => ({ query: common(), order: 'best' }) },
    { name: 'the best of two words', next: () => ({ query: `${medium()} ${common()}`, order: 'best' }) },
  ]
}
