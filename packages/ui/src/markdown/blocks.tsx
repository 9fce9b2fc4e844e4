import type { TextBlock, TextInline, TextListItem } from '@chime/protocol/text'
import { Fragment, type ReactNode } from 'react'
import { type InlineContext, Inlines } from './inlines.tsx'

type Shared = { context: InlineContext }

/** The blocks of a text, with the blank lines that stand between them. `after` is shown after the last word. */
export function Blocks({ blocks, after, ...shared }: Shared & { blocks: readonly TextBlock[]; after?: ReactNode }) {
  const last = blocks.at(-1)
  return (
    <>
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no key but their position
        <Fragment key={index}>
          {'\n'.repeat(block.gap)}
          <Block block={block} after={block === last && block.type === 'paragraph' ? after : null} {...shared} />
        </Fragment>
      ))}
      {last?.type !== 'paragraph' && after}
    </>
  )
}

/** Headings in a message stand below those of the page. */
const headings = ['h3', 'h4', 'h5', 'h6', 'h6', 'h6'] as const
const headingClasses = ['text-xl', 'text-lg']

function Block({ block, after, context }: Shared & { block: TextBlock; after: ReactNode }) {
  const inlines = (nodes: readonly TextInline[]) => <Inlines nodes={nodes} context={context} />
  switch (block.type) {
    case 'paragraph':
      return (
        <p dir="auto" className="not-first:mt-1.5">
          {inlines(block.children)}
          {after}
        </p>
      )
    case 'heading': {
      const Heading = headings[block.level - 1] ?? 'h6'
      const classes = headingClasses[block.level - 1] ?? 'text-base'
      return (
        <Heading dir="auto" className={`font-semibold not-first:mt-2 ${classes}`}>
          {inlines(block.children)}
        </Heading>
      )
    }
    case 'code':
      return <Code text={block.text} info={block.info} />
    case 'quote':
      return (
        <blockquote className="my-1 border-line-strong border-s-2 ps-3 text-ink-muted">
          <Blocks blocks={block.children} context={context} />
        </blockquote>
      )
    case 'list': {
      const items = block.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <Item key={index} item={item} context={context} />
      ))
      const classes = 'my-0.5 ps-6 marker:text-ink-muted'
      return block.ordered ? (
        <ol start={block.start} className={`list-decimal ${classes}`}>
          {items}
        </ol>
      ) : (
        <ul className={`list-disc ${classes}`}>{items}</ul>
      )
    }
    case 'table':
      return <Table {...block} inlines={inlines} />
  }
}

function Code({ text, info }: { text: string; info: string }) {
  return (
    <pre
      dir="ltr"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard
      tabIndex={0}
      className="my-1 max-h-96 overflow-auto whitespace-pre rounded-md border border-line bg-sunken px-3 py-2 font-mono text-sm"
    >
      {/* What stands behind the opening fence is most often the language, and was written to be read in any case. */}
      {info && <span className="mb-1 block select-none text-ink-muted text-xs">{info}</span>}
      <code>{text}</code>
    </pre>
  )
}

function Item({ item, context }: Shared & { item: TextListItem }) {
  const { checked, children } = item
  if (checked === null) {
    return (
      <li>
        <Blocks blocks={children} context={context} />
      </li>
    )
  }
  return (
    <li className="relative list-none">
      <input
        type="checkbox"
        checked={checked}
        disabled
        readOnly
        aria-label={checked ? 'Done' : 'Not done'}
        className="absolute -start-5 top-1 size-3.5 accent-accent"
      />
      <div>
        <Blocks blocks={children} context={context} />
      </div>
    </li>
  )
}

const alignments = { left: 'text-start', center: 'text-center', right: 'text-end' }

type TableProps = Extract<TextBlock, { type: 'table' }> & { inlines: (nodes: readonly TextInline[]) => ReactNode }

function Table({ align, head, rows, inlines }: TableProps) {
  const cells = (row: readonly TextInline[][], Cell: 'th' | 'td') =>
    row.map((nodes, index) => (
      <Cell
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        key={index}
        dir="auto"
        className={`border border-line px-2 py-1 align-top ${alignments[align[index] ?? 'left']}`}
      >
        {inlines(nodes)}
      </Cell>
    ))
  return (
    <div
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard
      tabIndex={0}
      className="my-1 overflow-x-auto"
    >
      <table className="border-collapse text-sm [overflow-wrap:normal]">
        <thead className="bg-sunken font-semibold">
          <tr>{cells(head, 'th')}</tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <tr key={index}>{cells(row, 'td')}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
