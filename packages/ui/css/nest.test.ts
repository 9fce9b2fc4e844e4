import { expect, it } from 'vitest'
import { nest } from './nest.ts'
import { notOfThePage, root, scope } from './scope.ts'

const nested = (css: string) => nest(scope(css)).replace(/\s+/g, ' ').trim()

it('says once where rules apply that follow each other', () => {
  expect(nested('@layer utilities { .a { top: 0 } .b::before { top: 1px } }')).toBe(
    `${root} ${notOfThePage} { &.a { top: 0 } &.b::before { top: 1px } }`,
  )
})

it('takes conditions in, and keeps the order', () => {
  expect(
    nested('@layer utilities { .a { top: 0 } @media (hover: hover) { .a:hover { top: 1px } } .b { top: 2px } }'),
  ).toBe(`${root} ${notOfThePage} { &.a { top: 0 } @media (hover: hover) { &.a:hover { top: 1px } } &.b { top: 2px } }`)
})

it('leaves alone a rule for the root, and one with a combinator, whose last element is what is confined', () => {
  const css = '.chime { top: 0 } @layer utilities { .a input { top: 1px } }'
  expect(nested(css)).toBe(scope(css).replace(/\s+/g, ' ').trim())
})

it('knows a combinator from one in brackets or in a name', () => {
  const name = String.raw`.\[\&\>a\]\:b`
  expect(nested(`@layer utilities { ${name}:is(.c > .d) { top: 0 } }`)).toBe(
    `${root} ${notOfThePage} { &${name}:is(.c > .d) { top: 0 } }`,
  )
})
