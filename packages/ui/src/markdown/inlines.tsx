import { plainInline, type TextInline } from '@chime/protocol/text'
import type { ReactNode } from 'react'
import { CustomEmoji } from '../emoji/custom-emoji.tsx'
import { realAddress, safeHref } from './link-text.ts'
import { type Mentioned, mentionedBy } from './mentioned.ts'

export type InlineContext = {
  mentioned: Mentioned
  /** The addresses of the custom emoji of this server, by name. */
  emoji: ReadonlyMap<string, string>
  /** The reader: mentions of them stand out more than those of others. */
  meId: string
}

/** The pieces of a line. Only the elements that are named in this file can come out of it. */
export function Inlines({ nodes, context }: { nodes: readonly TextInline[]; context: InlineContext }): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no key but their position
  return nodes.map((node, index) => <Inline key={index} node={node} context={context} />)
}

function Inline({ node, context }: { node: TextInline; context: InlineContext }): ReactNode {
  const children = 'children' in node && <Inlines nodes={node.children} context={context} />
  switch (node.type) {
    case 'text':
      return node.text
    case 'strong':
      return <strong className="font-semibold">{children}</strong>
    case 'emphasis':
      return <em>{children}</em>
    case 'strike':
      return <del>{children}</del>
    case 'code':
      return (
        <code dir="ltr" className="rounded border border-line bg-sunken px-1 py-px font-mono text-[0.875em]">
          {node.text}
        </code>
      )
    case 'link':
      return (
        <Link url={node.url} text={plainInline(node.children)}>
          {children}
        </Link>
      )
    case 'mention':
      return <Mention text={node.text} names={node.names} context={context} />
    case 'emoji': {
      const url = context.emoji.get(node.name)
      return url ? <CustomEmoji name={`:${node.name}:`} url={url} /> : `:${node.name}:`
    }
  }
}

/** A link never passes for another address than it leads to. */
function Link({ url, text, children }: { url: string; text: string; children: ReactNode }) {
  const href = safeHref(url)
  if (!href) return children
  const real = realAddress(text, href)
  return (
    <a
      href={href}
      title={href}
      target="_blank"
      rel="noopener noreferrer nofollow ugc"
      className="text-accent-text underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
    >
      {real?.instead ? <bdi>{real.address}</bdi> : children}
      {real && !real.instead && <bdi> ({real.address})</bdi>}
    </a>
  )
}

type MentionProps = { text: string; names: readonly string[]; context: InlineContext }

function Mention({ text, names, context: { mentioned, meId } }: MentionProps) {
  const found = mentionedBy(names, mentioned)
  if (!found) return text
  const { name, userId } = found
  const isMe = userId === meId || userId === null
  return (
    <>
      <bdi
        className={
          isMe
            ? 'rounded bg-accent px-1 font-medium text-on-accent'
            : 'rounded bg-accent-soft px-1 font-medium text-accent-text'
        }
      >
        {text.slice(0, name.length + 1)}
      </bdi>
      {text.slice(name.length + 1)}
    </>
  )
}
