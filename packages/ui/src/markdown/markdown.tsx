import type { BlockContent, DefinitionContent, PhrasingContent, Root, RootContent } from 'mdast'
import { Fragment, type ReactNode } from 'react'
import { CustomEmoji } from '../emoji/custom-emoji.tsx'
import { parseMarkdown, safeHref } from './parse.ts'
import { type Mentioned, spansOf } from './spans.ts'

/** Quotes in quotes and lists in lists, up to here; what lies deeper is shown as text. */
const depthMax = 8

export type MarkdownProps = {
  text: string
  mentioned: Mentioned
  emoji: ReadonlyMap<string, string>
  /** Whose mention stands out most. */
  meId: string
  /** Follows the last word. */
  after?: ReactNode
}

const parsed = new Map<string, Root | null>()
/** Messages whose Markdown is held, so that scrolling back parses nothing. */
const heldMax = 1_000

function parse(text: string): Root | null {
  const known = parsed.get(text)
  if (known !== undefined) return known
  if (parsed.size >= heldMax) parsed.clear()
  const root = parseMarkdown(text)
  parsed.set(text, root)
  return root
}

/** A message's Markdown as elements. Only those that are named here are ever made: nothing is taken over as HTML. */
export function Markdown({ text, mentioned, emoji, meId, after }: MarkdownProps) {
  const root = parse(text)
  const spans = (value: string) => <Spans text={value} {...{ mentioned, emoji, meId }} />
  if (!root) {
    return (
      <>
        {text}
        {after}
      </>
    )
  }
  const last = root.children.at(-1)
  return (
    <>
      {root.children.map((node, index) => {
        const tail = node === last && node.type === 'paragraph' ? after : null
        // biome-ignore lint/suspicious/noArrayIndexKey: the text is the key, and its parts have no other
        return <Block key={index} {...{ node, spans, tail }} depth={0} />
      })}
      {last?.type !== 'paragraph' && after}
    </>
  )
}

type Shared = { spans: (value: string) => ReactNode; depth: number }

function Block({ node, tail, ...shared }: Shared & { node: RootContent; tail?: ReactNode }) {
  const { depth } = shared
  switch (node.type) {
    case 'paragraph':
      return (
        <p dir="auto" className="not-first:mt-1.5">
          <Inlines nodes={node.children} {...shared} />
          {tail}
        </p>
      )
    case 'code':
      return (
        <pre
          dir="ltr"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard
          tabIndex={0}
          className="my-1 max-h-96 overflow-auto whitespace-pre rounded-md border border-line bg-sunken px-3 py-2 font-mono text-sm"
        >
          <code>{node.value}</code>
        </pre>
      )
    case 'blockquote':
      if (depth >= depthMax) return <p>{plainText(node)}</p>
      return (
        <blockquote className="my-1 border-line-strong border-s-2 ps-3 text-ink-muted">
          <Blocks nodes={node.children} {...shared} depth={depth + 1} />
        </blockquote>
      )
    case 'list': {
      if (depth >= depthMax) return <p>{plainText(node)}</p>
      const items = node.children.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <li key={index}>
          <Blocks nodes={item.children} {...shared} depth={depth + 1} />
        </li>
      ))
      const classes = 'my-0.5 ps-6 marker:text-ink-muted'
      return node.ordered ? (
        <ol start={node.start ?? 1} className={`list-decimal ${classes}`}>
          {items}
        </ol>
      ) : (
        <ul className={`list-disc ${classes}`}>{items}</ul>
      )
    }
    default:
      return <p>{plainText(node)}</p>
  }
}

function Blocks({ nodes, ...shared }: Shared & { nodes: readonly (BlockContent | DefinitionContent)[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: as above
  return nodes.map((node, index) => <Block key={index} node={node} {...shared} />)
}

function Inlines({ nodes, ...shared }: Shared & { nodes: readonly PhrasingContent[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: as above
  return nodes.map((node, index) => <Inline key={index} node={node} {...shared} />)
}

function Inline({ node, ...shared }: Shared & { node: PhrasingContent }) {
  const { depth, spans } = shared
  if (depth >= depthMax * 2) return plainText(node)
  const children = 'children' in node && <Inlines nodes={node.children} {...shared} depth={depth + 1} />
  switch (node.type) {
    case 'text':
      return spans(node.value)
    case 'strong':
      return <strong className="font-semibold">{children}</strong>
    case 'emphasis':
      return <em>{children}</em>
    case 'delete':
      return <del>{children}</del>
    case 'inlineCode':
      return (
        <code dir="ltr" className="rounded border border-line bg-sunken px-1 py-px font-mono text-[0.875em]">
          {node.value}
        </code>
      )
    case 'break':
      return '\n'
    case 'link': {
      const href = safeHref(node.url)
      if (!href) return children
      return (
        <a
          href={href}
          // The words may say another address than the one that they lead to.
          title={href}
          target="_blank"
          rel="noopener noreferrer nofollow ugc"
          className="text-accent-text underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
        >
          {children}
        </a>
      )
    }
    default:
      return plainText(node)
  }
}

/** What is in a node that is not drawn as what it is. */
function plainText(node: RootContent): string {
  if ('value' in node) return node.value
  return 'children' in node ? node.children.map(plainText).join('') : ''
}

function Spans({ text, mentioned, emoji, meId }: Omit<MarkdownProps, 'after'>) {
  return spansOf(text, mentioned, emoji).map((span, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    <Fragment key={index}>
      {span.kind === 'emoji' ? (
        <CustomEmoji name={span.text} url={span.url} />
      ) : span.kind === 'mention' ? (
        <bdi
          className={
            span.userId === meId || span.userId === null
              ? 'rounded bg-accent px-1 font-medium text-on-accent'
              : 'rounded bg-accent-soft px-1 font-medium text-accent-text'
          }
        >
          {span.text}
        </bdi>
      ) : (
        span.text
      )}
    </Fragment>
  ))
}
