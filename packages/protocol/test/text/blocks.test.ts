import { describe, expect, it } from 'vitest'
import { parseText, plainText, type TextBlock } from '../../src/text/index.ts'

const only = (content: string): TextBlock | undefined => {
  const blocks = parseText(content)
  expect(blocks).toHaveLength(1)
  return blocks[0]
}

describe('emphasis', () => {
  it.each([
    ['**テスト。**次', 'テスト。'],
    ['これは**「強調」**です', '「強調」'],
    ['**重点（注）**后面', '重点（注）'],
    ['**강조(주)**입니다', '강조(주)'],
    ['前**“重点”**后', '“重点”'],
    ['a **b** c', 'b'],
  ])('beside any punctuation: %j', (content, bold) => {
    const block = only(content)
    const strong = block?.type === 'paragraph' ? block.children.find(({ type }) => type === 'strong') : null
    expect(strong).toEqual({ type: 'strong', children: [{ type: 'text', text: bold }] })
  })
})

describe('a text keeps', () => {
  it.each([
    'a\n  b_c',
    'def f():\n    return a_b\n\n    x = 1',
    'a\n\tb *c*',
    '  a\n b',
    'docker run \\\n  -p 80',
    'a  \nb',
  ])('its indentation and line breaks: %j', (content) => {
    expect(plainText(parseText(content)).replaceAll(' ', '·')).toBe(
      content.replace(/\n\n/g, '\n').replace(/\*c\*/, 'c').replaceAll(' ', '·'),
    )
  })

  it('its blank lines', () => {
    expect(parseText('a\n\n\n\n**b**\n\n- c').map(({ gap }) => gap)).toEqual([0, 2, 0])
  })

  it('line breaks in code, also in one between backticks', () => {
    expect(only('`a\n  b`')).toMatchObject({ children: [{ type: 'code', text: 'a\n  b' }] })
  })

  it.each(['-', '>', '#', '* ', '1.', '+ ', '```', '[]()'])('%j, which is marks alone', (content) => {
    expect(plainText(parseText(content)).trim()).toBe(content.trim())
  })
})

it('a stack trace is code, and what is said about it is not', () => {
  const python = '  File "/app/a_b.py", line 3, in __init__\n    self._x = *args'
  expect(parseText(`look @ben\n${python}\nTypeError: no`)).toMatchObject([
    { type: 'paragraph', children: [{ type: 'text', text: 'look ' }, { type: 'mention' }] },
    { type: 'code', text: python },
    { type: 'paragraph' },
  ])
  const java =
    '\tat com.x.Foo.<init>(Foo.java:10)\n\t... 3 more\nCaused by: java.io.IOException\n\tat x.Y.z(Native Method)'
  expect(parseText(`java.lang.Error: _x_\n${java}`)[1]).toMatchObject({ type: 'code', text: java })
  const node = '    at Module._load (node:internal/x:1:2)\n    at async <anonymous>:3:4'
  expect(parseText(`Error: x\n${node}`)[1]).toMatchObject({ type: 'code', text: node })
  const dotnet = '   at App.Main(String[] args) in C:\\app\\main_1.cs:line 3'
  expect(parseText(`System.Exception: x\n${dotnet}`)[1]).toMatchObject({ type: 'code', text: dotnet })
  expect(parseText('we meet\n  at home, at 5:30')).toMatchObject([{ type: 'paragraph' }])
})

it('a quote ends with its last marked line', () => {
  expect(parseText('> a\n> b\nanswer\n\n> > c\n> d')).toMatchObject([
    { type: 'quote', children: [{ children: [{ text: 'a\nb' }] }] },
    { type: 'paragraph', children: [{ text: 'answer' }] },
    { type: 'quote', children: [{ type: 'quote' }, { children: [{ text: 'd' }] }] },
  ])
})

it('a text that is indented as a whole is code', () => {
  expect(only('    a_b_c\n\n    *d*')).toMatchObject({ type: 'code', text: '    a_b_c\n\n    *d*' })
})

it('headings, tables and tasks are read', () => {
  expect(only('## A _b_')).toMatchObject({
    type: 'heading',
    level: 2,
    children: [{ text: 'A ' }, { type: 'emphasis' }],
  })
  expect(only('| a | b |\n|:-:|--:|\n| 1 | `x\\|y` |')).toMatchObject({
    type: 'table',
    align: ['center', 'right'],
    head: [[{ text: 'a' }], [{ text: 'b' }]],
    rows: [[[{ text: '1' }], [{ type: 'code', text: 'x|y' }]]],
  })
  expect(only('- [ ] a\n- [x] b\n- c')).toMatchObject({
    type: 'list',
    items: [
      { checked: false, children: [{ children: [{ text: 'a' }] }] },
      { checked: true, children: [{ children: [{ text: 'b' }] }] },
      { checked: null },
    ],
  })
  expect(only('#channel is no heading')).toMatchObject({ type: 'paragraph' })
  expect(only('5. five\n6. six')).toMatchObject({ type: 'list', ordered: true, start: 5 })
})
