import fc from 'fast-check'
import { expect, it } from 'vitest'
import { foldName, nameKeys } from './keys.ts'

const clash = (one: string, other: string) => nameKeys(one).some((key) => nameKeys(other).includes(key))

/** For each of these letters, others that fonts draw alike, or nearly. */
const lookAlikes: Record<string, string> = {
  a: 'аɑＡá',
  c: 'сϲⅽ',
  e: 'еéＥ',
  i: 'іı',
  l: 'Iⅼ1',
  o: '0оοӧ',
  p: 'рρ',
  x: 'хⅹ',
}

it('two names clash that differ by letters that look alike, by case, width, accents and what nobody sees', () => {
  const letter = fc.constantFrom(...Object.keys(lookAlikes))
  const pair = letter.chain((one) => fc.constantFrom(...(lookAlikes[one] ?? '')).map((other) => [one, other] as const))
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 12 }), (pairs) => {
      const plain = pairs.map(([one]) => one).join('')
      expect(clash(plain, pairs.map(([, other]) => other).join(''))).toBe(true)
      expect(clash(plain, plain.toUpperCase())).toBe(true)
      expect(clash(plain, pairs.map(([one]) => `${one}\u200b`).join(''))).toBe(true)
    }),
  )
})

it('usernames of different letters do not', () => {
  const name = fc.string({ unit: fc.constantFrom(...'abdefghjkpqstuvxyz2345678'), minLength: 3, maxLength: 12 })
  fc.assert(fc.property(name, name, (one, other) => clash(one, other) === (one === other)))
})

it('keys are short enough for an index, and so is what is kept of a name', () => {
  const name = fc.string({ unit: 'binary', maxLength: 100 })
  fc.assert(
    fc.property(name, (one) => {
      for (const key of [...nameKeys(one), foldName(one) ?? '']) {
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1_200)
        expect(key.isWellFormed()).toBe(true)
      }
    }),
  )
  expect(Buffer.byteLength(foldName('\ufdfa'.repeat(100)) ?? '')).toBeLessThan(1_200)
})
