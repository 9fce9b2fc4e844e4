import type { Token } from 'markdown-it'
import { grammar } from './grammar.ts'
import type { TextAlign, TextBlock, TextInline, TextListItem } from './node.ts'
import { plainText } from './plain-text.ts'
import { InlineReader } from './read-inline.ts'

/**
 * Reads a text that people wrote: the one grammar of server, client and UI. Whom a message calls, which links it has and
 * how it looks all follow from it. Takes a few milliseconds at most for a text of `limits.contentMax`, whatever is in it.
 * It never throws, and loses no word.
 */
export function parseText(content: string): TextBlock[] {
  if (isIndented(content)) return [{ type: 'code', text: content, info: '', gap: 0 }]
  const blocks = read(content)
  // Marks alone, a single `-` or `>`, are meant as they are.
  return plainText(blocks).trim() === '' ? [paragraphOf(content)] : blocks
}

function read(content: string): TextBlock[] {
  try {
    return new BlockReader(grammar.parse(content, {})).read()
  } catch {
    // No text is known for which it throws. Should there be one, it must not break the messages beside it.
    return [paragraphOf(content)]
  }
}

const paragraphOf = (text: string): TextBlock => ({ type: 'paragraph', gap: 0, children: [{ type: 'text', text }] })

/** Whether every line is indented as code is, by a tab or four spaces. */
function isIndented(content: string): boolean {
  return /^(?: {4}|\t)/m.test(content) && !/^(?! {4}|\t|[ \t]*\r?$)/m.test(content)
}

/** Builds the tree from the tokens of the blocks, which markdown-it gives in one list. */
class BlockReader {
  #at = 0
  readonly #tokens: readonly Token[]
  readonly #inlines = new InlineReader()

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  read(close?: string): TextBlock[] {
    const blocks: TextBlock[] = []
    // The line behind the block before. No blank line parts the first block from another one.
    let end = close ? null : -1
    for (let token = this.#next(); token && token.type !== close; token = this.#next()) {
      const [from, to] = token.map ?? [0, 0]
      const gap = end === null ? 0 : Math.max(0, from - end - 1)
      end = to
      const block = this.#block(token, gap)
      if (block) blocks.push(block)
    }
    return blocks
  }

  #block(token: Token, gap: number): TextBlock | null {
    switch (token.type) {
      case 'paragraph_open':
        return { type: 'paragraph', gap, children: this.#line('paragraph_close') }
      case 'heading_open':
        return { type: 'heading', gap, level: Number(token.tag.slice(1)), children: this.#line('heading_close') }
      case 'fence':
        return { type: 'code', gap, text: token.content.replace(/\n$/, ''), info: token.info.trim() }
      case 'blockquote_open':
        return { type: 'quote', gap, children: this.read('blockquote_close') }
      case 'bullet_list_open':
        return { type: 'list', gap, ordered: false, start: 1, items: this.#items('bullet_list_close') }
      case 'ordered_list_open': {
        const start = Number(token.attrGet('start') ?? 1)
        return { type: 'list', gap, ordered: true, start, items: this.#items('ordered_list_close') }
      }
      case 'table_open':
        return { type: 'table', gap, ...this.#table() }
      default:
        return null
    }
  }

  #items(close: string): TextListItem[] {
    const items: TextListItem[] = []
    for (let token = this.#next(); token && token.type !== close; token = this.#next()) {
      items.push(asTask(this.read('list_item_close')))
    }
    return items
  }

  #table(): { align: TextAlign[]; head: TextInline[][]; rows: TextInline[][][] } {
    const align: TextAlign[] = []
    const rows: TextInline[][][] = []
    for (let token = this.#next(); token && token.type !== 'table_close'; token = this.#next()) {
      if (token.type === 'tr_open') rows.push([])
      if (token.type === 'th_open') align.push(alignOf(token))
      if (token.type === 'inline') rows.at(-1)?.push(this.#inlines.read(token.children ?? []))
    }
    const [head = [], ...body] = rows
    return { align, head, rows: body }
  }

  #line(close: string): TextInline[] {
    let children: TextInline[] = []
    for (let token = this.#next(); token && token.type !== close; token = this.#next()) {
      children = this.#inlines.read(token.children ?? [])
    }
    return children
  }

  #next = () => this.#tokens[this.#at++]
}

function alignOf(token: Token): TextAlign {
  const found = /left|center|right/.exec(String(token.attrGet('style') ?? ''))?.[0]
  return found === 'left' || found === 'center' || found === 'right' ? found : null
}

/** An item that begins with `[ ]` or `[x]` is a task. */
function asTask(children: TextBlock[]): TextListItem {
  const [first] = children
  const text = first?.type === 'paragraph' ? first.children[0] : undefined
  const box = text?.type === 'text' ? /^\[([ xX])\]\s+/.exec(text.text) : null
  if (text?.type !== 'text' || !box) return { checked: null, children }
  text.text = text.text.slice(box[0].length)
  return { checked: box[1] !== ' ', children }
}
