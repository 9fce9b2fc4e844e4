import { expect, it } from 'vitest'
import { spansOf } from './spans.ts'

const mentioned = {
  people: new Map([
    ['ann', 'id-ann'],
    ['ben.', 'id-ben'],
  ]),
  everyone: false,
}
const emoji = new Map([['bell', '/files/1']])
const kinds = (text: string, everyone = false) =>
  spansOf(text, { ...mentioned, everyone }, emoji).map((span) =>
    span.kind === 'text' ? span.text : `<${span.kind} ${span.text}>`,
  )

it('only whom the server says it mentions is a mention, in any case', () => {
  expect(kinds('Hi @Ann and @zoe')).toEqual(['Hi ', '<mention @Ann>', ' and @zoe'])
})

it('a full stop belongs to the name only if it does', () => {
  expect(kinds('Ask @ann. Or @ben.')).toEqual(['Ask ', '<mention @ann>', '. Or ', '<mention @ben.>'])
})

it('@channel and @here are mentions only when they call', () => {
  expect(kinds('@channel @here')).toEqual(['@channel @here'])
  expect(kinds('@channel @here', true)).toEqual(['<mention @channel>', ' ', '<mention @here>'])
})

it('nothing in the middle of an address or a word is a mention', () => {
  expect(kinds('x@ann.org a/@ann')).toEqual(['x@ann.org a/@ann'])
})

it('a name between colons is a picture if there is one', () => {
  expect(kinds('It rings :bell: :gong:')).toEqual(['It rings ', '<emoji :bell:>', ' :gong:'])
})
