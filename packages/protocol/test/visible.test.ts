import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  authRegister,
  channelsCreate,
  channelsUpdate,
  isolated,
  isVisible,
  messagesEdit,
  messagesSchedule,
  messagesSend,
  pollsCreate,
  usersReport,
  usersUpdate,
} from '../src/index.ts'

/** Texts of which nobody sees anything: each alone, and several. */
const unseen = [
  ' ',
  '\t\n',
  '\u00a0',
  '\u00ad',
  '\u034f',
  '\u061c',
  '\u115f',
  '\u1160',
  '\u17b4',
  '\u180e',
  '\u2003',
  '\u200b',
  '\u200d',
  '\u200e',
  '\u2028',
  '\u202e',
  '\u2060',
  '\u2066',
  '\u2800',
  '\u3000',
  '\u3164',
  '\ufe0f',
  '\ufeff',
  '\uffa0',
  '\ufffc',
  '\u0301',
  '\u0007',
  '\u{1d159}',
  '\u{1d173}',
  '\u{e0001}',
  '\u{e0061}',
  '\u{e0100}',
]
const seen = ['a', '.', '❤', '👩‍🚀', '🇺🇳', '1', '中', 'อ', 'ـا', '\ufffd', '😀', '#️⃣', '\u0915\u093e']

describe('what nobody sees', () => {
  it('is not visible, alone and together', () => {
    expect(unseen.filter(isVisible)).toEqual([])
    expect(isVisible(unseen.join(''))).toBe(false)
    expect(seen.filter((text) => !isVisible(text))).toEqual([])
  })

  const id = crypto.randomUUID()
  const key = { channelId: id, number: 1 }
  const message = { channelId: id, clientId: id }
  const poll = { ...message, question: 'Which?', options: ['a', 'b'] }
  const account = { username: 'ann', email: 'a@example.com', password: 'battery horse staple' }
  const wherever: [string, (text: string) => boolean][] = [
    ['a message', (content) => messagesSend.input.safeParse({ ...message, content }).success],
    ['an edit', (content) => messagesEdit.input.safeParse({ ...key, content }).success],
    [
      'a scheduled message',
      (content) =>
        messagesSchedule.input.safeParse({ channelId: id, content, sendAt: new Date().toISOString() }).success,
    ],
    ['a name', (fullName) => usersUpdate.input.safeParse({ fullName }).success],
    ['the name of a new account', (fullName) => authRegister.input.safeParse({ ...account, fullName }).success],
    ['a status', (statusText) => usersUpdate.input.safeParse({ statusText }).success],
    ['a channel', (name) => channelsCreate.input.safeParse({ kind: 'public', name }).success],
    ['a channel that is renamed', (name) => channelsUpdate.input.safeParse({ channelId: id, name }).success],
    ['a question', (question) => pollsCreate.input.safeParse({ ...poll, question }).success],
    ['a choice', (choice) => pollsCreate.input.safeParse({ ...poll, options: ['other', choice] }).success],
    ['a reason', (reason) => usersReport.input.safeParse({ userId: id, reason }).success],
  ]
  it.each(wherever)('is refused as %s, and taken with something visible', (_, takes) => {
    const nothing = fc.array(fc.constantFrom(...unseen), { maxLength: 5 }).map((parts) => parts.join(''))
    fc.assert(fc.property(nothing, (text) => !takes(text)))
    expect(['a', '❤\ufe0f', ' a ', 'ab\u200bc', '\u202ea'].filter((text) => !takes(text))).toEqual([])
  })

  it('is no description either, and spaces are none', () => {
    const takes = (description: string) => channelsUpdate.input.safeParse({ channelId: id, description }).success
    expect(['\u200b', '\u3164'].filter(takes)).toEqual([])
    expect(['', '  ', 'about\nthis'].every(takes)).toBe(true)
  })

  it('may stand beside a file, and then counts as nothing', () => {
    const input = messagesSend.input.parse({ ...message, content: '\u200b', attachmentIds: [id] })
    expect(input.content).toBe('')
  })

  it('is taken off the ends of names where it is a space', () => {
    expect(usersUpdate.input.parse({ fullName: '  Ann Lee\u00a0' })).toEqual({ fullName: 'Ann Lee' })
  })
})

describe('a name in a text', () => {
  it('turns nothing around it', () => {
    expect(isolated('Ann')).toBe('Ann')
    expect(isolated('נועה')).toBe('\u2068נועה\u2069')
    expect(isolated('Ann\u202e\u2069')).toBe('Ann')
    expect(isolated('a\u202eb\u2066c\u200fd')).toBe('abcd')
    const name = fc.string({ unit: fc.constantFrom('a', 'ש', '\u202e', '\u2066', '\u2069', '\u202c', '1', ' ') })
    fc.assert(
      fc.property(name, (one) => {
        const whole = isolated(one)
        const inside = whole.replace(/^\u2068(.*)\u2069$/, '$1')
        expect(inside).toBe(one.replace(/[^aש1 ]/g, ''))
        expect(whole === inside).toBe(!inside.includes('ש'))
      }),
    )
  })
})
