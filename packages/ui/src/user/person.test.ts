import { expect, it } from 'vitest'
import { typingText } from '../composer/typing-line.tsx'
import { displayName } from './person.ts'

const named = (fullName: string | null) => displayName({ username: 'ann', fullName })

it('a name is shown without what would turn the direction of the text around it', () => {
  expect(named('Ann\u202e\u2066')).toBe('Ann')
  expect(named('\u2069נועה')).toBe('\u2068נועה\u2069')
  expect(named(null)).toBe('ann')
  expect(displayName(null)).toBe('Deleted account')
  expect(typingText([named('נועה\u202e'), named('Ben')])).toBe('\u2068נועה\u2069 and Ben are typing…')
})
