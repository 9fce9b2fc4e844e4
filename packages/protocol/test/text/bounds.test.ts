import fc from 'fast-check'
import { expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { parseText, type TextBlock, type TextInline } from '../../src/text/index.ts'

/** What a text made to keep a parser busy repeats. */
const seeds = [
  ...['[', '![', ']', '](', '[a](', '[]()', '[[a](b)', '[a](<', '[a]("', '[a](((', '[(', '[a][b]', '[ ] ', '- [ ] a\n'],
  ...['*', '**', '*a ', '*a_ ', '_a', '*_', '_ _', '_a*b_', '***a*', '*a**a', '**a*', '~~a ', '~', '**テスト。**次'],
  ...['`', '`a', '``a`', '~~~\n', '```\n', '```a\n', '\\', '\\`', '<', '<a', '<a@b.cc>', '<http://a.b>'],
  ...['> ', '>', '- ', '* ', '1. ', '1)\n', '-\n', '>\n', '\n> - ', '\n- ', '> > a\n\n', '  - a\n', '\n\t- '],
  ...['# ', '\n# ', '|', '|-', 'a|b\n-|-\n', 'a|b\n-|-\na|b\n\n', '|a|b|\n', `${'|'.repeat(30)}\n${'|-'.repeat(30)}\n`],
  ...['a\n', '\n', '\t', ' ', '\u3000', '\t a\n', '  at a (b:1)\n', '  at ((((((', '    a\n'],
  ...['@', '＠', '@a', '@a ', '@.', 'a@', 'a@b.', '@a@b.cc ', 'é@', 'a\u0301', '\u0301', ':a:', ':a', '：'],
  ...[
    'www.',
    'www.a',
    'http://',
    'http://a ',
    'http://a@',
    'http://a.b/(',
    'http://a/[',
    'https://e.org/a，',
    'a.',
    'h',
  ],
]
const filled = (seed: string) => seed.repeat(Math.ceil(limits.contentMax / seed.length)).slice(0, limits.contentMax)

/** The least that it took of several times: a collection of garbage or a busy machine is not the text's fault. */
function cpuMs(content: string): number {
  const times = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage()
    parseText(content)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1_000
  })
  return Math.min(...times)
}

it('no text holds up the event loop for 20 ms', () => {
  const slow = seeds.flatMap((seed) => {
    const ms = Math.max(
      cpuMs(filled(seed)),
      cpuMs(`${filled(seed).slice(0, 4_000)}](a)\n\n${filled(seed).slice(0, 3_900)}`),
    )
    return ms > 20 ? [[seed, ms]] : []
  })
  expect(slow).toEqual([])
}, 60_000)

const pieces = fc.array(fc.constantFrom(...seeds, 'word', '看', ' ', '\n', '\n\n', '@ben', ':smile:'), {
  maxLength: 60,
})

it('every word of a text is in what is read of it', () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      const words = parts.map((part, i) => `${part} w${i}w `).join('')
      const read = JSON.stringify(parseText(words))
      for (let i = 0; i < parts.length; i++) expect(read).toContain(`w${i}w`)
    }),
    { numRuns: 300 },
  )
})

it('what is nested without end is read to a depth', () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      expect(depthOf(parseText(parts.join('')))).toBeLessThan(80)
    }),
    { numRuns: 300 },
  )
  for (const seed of ['> ', '- ', '1. ', '> - ', '*a ', '**_', '['])
    expect(depthOf(parseText(filled(seed)))).toBeLessThan(80)
})

function depthOf(nodes: readonly (TextBlock | TextInline)[]): number {
  return 1 + Math.max(0, ...nodes.map((node) => depthOf(childrenOf(node))))
}

function childrenOf(node: TextBlock | TextInline): readonly (TextBlock | TextInline)[] {
  if (node.type === 'list') return node.items.flatMap(({ children }) => children)
  return 'children' in node ? node.children : []
}
