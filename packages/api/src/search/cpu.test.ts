import { describe, expect, it } from 'vitest'
import { highlight } from './highlight.ts'
import type { Term } from './parse-query.ts'
import { termsOf } from './terms.ts'
import { tokensOf } from './tokens.ts'

// No step of synchronous work may hold the event loop. Measured is the CPU time of the step and not the clock, and of
// several tries the best, because the machine has other work too.

// 20 ms are promised. As tests load these files, each call from one to another goes through a wrapper: a step of 12 to
// 16 ms takes up to 24 here. And the system counts in ticks of 4 ms.
const stepMsMax = 30
const characters = 8_000

const codePoints = (from: number, count: number) =>
  Array.from({ length: characters }, (_, i) => String.fromCodePoint(from + ((i * 7919) % count)))
    .join('')
    .slice(0, characters)

const hostile: Record<string, string> = {
  'Chinese characters': codePoints(0x4e00, 20_000),
  'rare Chinese characters': codePoints(0x20000, 40_000),
  'compatibility characters': codePoints(0xf900, 256),
  Hangul: codePoints(0xac00, 11_172),
  Thai: codePoints(0x0e01, 58),
  kana: codePoints(0x3041, 86),
  pictographs: '🙂👍🏽'.repeat(characters).slice(0, characters),
  'a ligature of eighteen letters': 'ﷺ'.repeat(characters),
  'accents on accents': `a${'\u0301'.repeat(characters - 1)}`,
  'one long word': 'é'.repeat(characters),
  'words of one letter': 'a '.repeat(characters / 2),
  'two scripts in turn': 'a的'.repeat(characters / 2),
  'lone combining marks': '\u0301 '.repeat(characters / 2),
  digits: '1,'.repeat(characters / 2),
}

/** The CPU time of a step in milliseconds: the least of twelve tries, since the first ones also
 * compile the code, and a machine is slower at times. */
function cpuMs(step: () => unknown): number {
  const times = Array.from({ length: 12 }, () => {
    const before = process.threadCpuUsage()
    step()
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1_000
  })
  return Math.min(...times)
}

/** As many different terms as are highlighted, each of which may match a part of any word. */
const manyTerms = (text: string): Term[] =>
  Array.from({ length: 20 }, (_, i) => ({
    tokens: [{ text: `${text.slice(i, i + 1)}${i}`, open: true }],
    partial: i % 2 === 0,
    not: false,
  })) as Term[] // what these functions read of it

describe.each(Object.entries(hostile))('of %s', (_name, content) => {
  it('tokens are made within a step', () => {
    expect(cpuMs(() => tokensOf(content))).toBeLessThan(stepMsMax)
  })

  it('a highlight is found within a step', () => {
    expect(cpuMs(() => highlight(content, manyTerms(content)))).toBeLessThan(stepMsMax)
    const [first] = tokensOf(content)
    const matching = [{ tokens: [{ text: first?.text ?? 'x', open: true }], partial: false, not: false }] as Term[]
    expect(cpuMs(() => highlight(content, matching))).toBeLessThan(stepMsMax)
  })

  it('the terms of the index are made within a step', () => {
    const message = { content, attachments: null, poll: null, reactions: null, threadReplies: null, pinnedAt: null }
    const ids = { channelId: crypto.randomUUID(), parentChannelId: crypto.randomUUID(), userId: null }
    expect(cpuMs(() => termsOf({ ...message, ...ids } as Parameters<typeof termsOf>[0], 1))).toBeLessThan(stepMsMax)
  })
})
