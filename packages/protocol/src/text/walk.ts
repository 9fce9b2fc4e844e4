import type { TextBlock, TextInline } from './node.ts'

/** Every piece of every line of a text, in order; what contains others comes before them. */
export function* inlinesOf(blocks: readonly TextBlock[]): Generator<TextInline> {
  for (const block of blocks) {
    if (block.type === 'paragraph' || block.type === 'heading') yield* within(block.children)
    else if (block.type === 'quote') yield* inlinesOf(block.children)
    else if (block.type === 'list') for (const item of block.items) yield* inlinesOf(item.children)
    else if (block.type === 'table') for (const row of [block.head, ...block.rows]) yield* within(row.flat())
  }
}

function* within(nodes: readonly TextInline[]): Generator<TextInline> {
  for (const node of nodes) {
    yield node
    if ('children' in node) yield* within(node.children)
  }
}
