import { seeded } from '@chime/testing/random'
import { describe, expect, it } from 'vitest'
import { createAnswers, namedIn } from './answers.ts'
import { liveNames } from './members.ts'

const inChannel = { there: liveNames, direct: false, sender: 'Maya' }
const alone = (username: string) => ({ there: [username], direct: true, sender: 'Maya' })
const answers = () => createAnswers(seeded('answers'))

describe('an answer', () => {
  it.each([
    ['Is the app in the store yet?', 'lucas'],
    ['I think the button needs another colour', 'mei'],
    ['How many practices have two rooms?', 'priya'],
    ['Is the server down?', 'jonas'],
    ['Found a bug in the invoices', 'tomas'],
    ['A customer called about this', 'liam'],
  ])('to “%s” comes from who knows', (text, expert) => {
    expect(answers().choose(text, inChannel)[0]?.username).toBe(expert)
  })

  it('comes from who is named, with and without accent and @', () => {
    expect(answers().choose('@hannah is the app out?', inChannel)[0]?.username).toBe('hannah')
    expect(answers().choose('Tomás, lunch?', inChannel)[0]?.username).toBe('tomas')
    expect(namedIn('a grace period is no amaya')).toEqual(['grace'])
  })

  it('in a direct conversation comes once, from the one who is there', () => {
    for (const text of ['Hi!', 'is the app out?', '👍', 'qwertz']) {
      expect(answers().choose(text, alone('mei'))).toMatchObject([{ username: 'mei' }])
    }
  })

  it('greets by name, does not repeat itself at once, and leaves no braces', () => {
    const { choose } = answers()
    const texts = Array.from({ length: 12 }, () => choose('hello', alone('aisha'))[0]?.text ?? '')
    expect(texts.some((text) => text.includes('Maya'))).toBe(true)
    for (const [index, text] of texts.entries()) {
      expect(text).not.toBe(texts[index + 1])
      expect(text).not.toMatch(/[{}]/)
    }
  })

  it('is honest about what it is', () => {
    expect(answers().choose('are you a bot?', alone('jonas'))[0]?.text).toMatch(/script|Not a person/)
  })

  it('is nobody’s where nobody is', () => {
    expect(answers().choose('hello', { ...inChannel, there: [] })).toEqual([])
  })
})
