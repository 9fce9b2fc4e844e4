import { describe, expect, it } from 'vitest'
import { scope } from './scope.ts'

const root = '.chime:not(#chime-none#chime-none)'
const own = ':not(:where(.chime-frame,.chime-host,.chime-host *))'
/** What one rule becomes, without its spaces at the ends. */
const scoped = (css: string) => scope(css).trim()

describe('a stylesheet that is confined to .chime', () => {
  it('has each utility inside the root, and before its pseudo-element', () => {
    expect(scoped('@layer utilities { .flex { top: 0 } }')).toBe(`${root} .flex${own} { top: 0 }`)
    expect(scoped('@layer utilities { .p::before { top: 0 } }')).toBe(`${root} .p${own}::before { top: 0 }`)
  })
  it('gives the rules for elements less weight than any utility', () => {
    expect(scoped('@layer base { h1, h2 { top: 0 } }')).toBe(`${root} :where(h1,h2)${own} { top: 0 }`)
    expect(scoped('@layer base { ::placeholder { top: 0 } }')).toBe(`${root} :where(*)${own}::placeholder { top: 0 }`)
  })
  it('means the root by what means the page elsewhere', () => {
    expect(scoped('@layer base { html, :host, .chime { top: 0 } }')).toBe(`${root} { top: 0 }`)
    expect(scoped(':where(:root, .chime) { top: 0 }')).toBe(':where(.chime, .chime) { top: 0 }')
    expect(scoped('.chime.chime-layer { top: 0 }')).toBe(`${root}.chime-layer { top: 0 }`)
    expect(scoped('@layer theme { :root, :host { top: 0 } }')).toBe(':where(.chime) { top: 0 }')
  })
  it('confines a rule that only excludes the root, like any other', () => {
    expect(scoped('*:not(.chime) { top: 0 }')).toBe(`${root} :where(*:not(.chime))${own} { top: 0 }`)
  })
  it('confines what is in a media query, and leaves no layer', () => {
    const css = scoped('@layer a, b;@layer utilities { @media (hover: hover) { .x:hover { top: 0 } } }')
    expect(css).toContain(`@media (hover: hover) { ${root} .x:hover${own} { top: 0 } }`)
    expect(css).not.toContain('@layer')
  })
  it('has custom properties and keyframes of its own, and leaves those of radix-ui alone', () => {
    expect(scoped(':root { --tw-x: var(--spacing) var(--radix-y) var(--chime-ink) }')).toBe(
      `${root} { --chime-tw-x: var(--chime-spacing) var(--radix-y) var(--chime-ink) }`,
    )
    expect(scoped('@property --tw-x { syntax: "*" } :root { --tw-x: 1 }')).toContain('@property --chime-tw-x {')
    expect(scoped('@keyframes fade { from { top: 0 } } .a { animation: fade 1s }')).toBe(
      `@keyframes chime-fade { from { top: 0 } } ${root} :where(.a)${own} { animation: chime-fade 1s }`,
    )
  })
  it('looks up no part of a filter that is never set, and keeps the others', () => {
    const property = (name: string, initial = '') => `@property ${name} { syntax: "*"; inherits: false; ${initial} }`
    const css = [property('--tw-blur'), property('--tw-hue'), property('--tw-ring', 'initial-value: 0 0 #0000')]
    const rule =
      '@layer utilities { .a { --tw-blur: blur(1px); filter: var(--tw-blur,) var(--tw-hue,); box-shadow: var(--tw-ring), red } }'
    const made = scoped(css.join('') + rule)
    expect(made).toContain('filter: var(--chime-tw-blur,); box-shadow: 0 0 #0000, red')
    expect(made.match(/@property [\w-]+/g)).toEqual(['@property --chime-tw-blur'])
  })
  it('measures in its own rem', () => {
    expect(scoped('.a { padding: max(0.5rem, -2rem) }')).toContain(
      'max(calc(var(--chime-rem) * 0.5), calc(var(--chime-rem) * -2))',
    )
  })
})
