import { limits, mentionsIn } from '@chime/protocol'
import { describe, expect, it } from 'vitest'

const names = (content: string) => mentionsIn(content)?.names ?? null

describe('mentions in a text', () => {
  it('are words after an @, in any case, at the start, in brackets and quotes, each once', () => {
    expect(names('@ann hello (@Ben) "@cem"\n@d.e-f_1 and @ann')).toEqual([['ann'], ['ben'], ['cem'], ['d.e-f_1']])
  })

  it('may end with punctuation, which may belong to the name', () => {
    expect(names('hello @ann.')).toEqual([['ann.', 'ann']])
    expect(names('@ann... who else')).toEqual([['ann...', 'ann..', 'ann.', 'ann']])
    expect(names('@ann, @ben! @cem?')).toEqual([['ann'], ['ben'], ['cem']])
  })

  it('are not in addresses, paths, code, or names that nobody can have', () => {
    const quoted = 'ann@example.com x/@ann @@ann `@ann` ```\n@ann\n``` @an'
    expect(mentionsIn(quoted)).toBe(null)
    expect(mentionsIn(`@${'x'.repeat(limits.usernameMax + 1)}`)).toBe(null)
    expect(mentionsIn('nothing')).toBe(null)
    expect(mentionsIn('```\n@ann')).toBe(null)
  })

  it('of everyone are no names; channel is more than here', () => {
    expect(mentionsIn('@here.')).toEqual({ names: [], everyone: 'here' })
    expect(mentionsIn('@here @Channel: @ann')).toEqual({ names: [['ann']], everyone: 'channel' })
    expect(mentionsIn('@channels')).toEqual({ names: [['channels']], everyone: null })
  })

  it('are bounded, and a text made to be slow is not', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => `@user${i}`).join(' ')
    expect(names(many)).toHaveLength(limits.mentionsMax)
    const began = performance.now()
    for (const bad of ['@', '`', '@a', '`@', '@.-_', '```']) mentionsIn(bad.repeat(limits.contentMax / bad.length))
    expect(performance.now() - began).toBeLessThan(1_000)
  })
})
