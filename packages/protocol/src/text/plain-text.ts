import type { TextBlock, TextInline } from './node.ts'

/** What a text says, without its markup: for previews, quotes and what is read aloud. Blocks are parted by line breaks. */
export function plainText(blocks: readonly TextBlock[]): string {
  return blocks.map(ofBlock).join('\n')
}

/** The same for pieces of a line. */
export const plainInline = (nodes: readonly TextInline[]): string => nodes.map(ofInline).join('')

function ofBlock(block: TextBlock): string {
  switch (block.type) {
    case 'code':
      return block.text
    case 'quote':
      return plainText(block.children)
    case 'list':
      return block.items.map(({ children }) => plainText(children)).join('\n')
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map(plainInline).join(' ')).join('\n')
    default:
      return plainInline(block.children)
  }
}

function ofInline(node: TextInline): string {
  if ('children' in node) return plainInline(node.children)
  return node.type === 'emoji' ? `:${node.name}:` : node.text
}
