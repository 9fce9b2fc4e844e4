import { isolated } from '@chime/protocol'
import { plainInline, type TextInline } from '@chime/protocol/text'
import type { ReactNode } from 'react'
import { cn } from '../class-names.ts'
import { CustomEmoji } from '../emoji/custom-emoji.tsx'
import { memberCount } from '../group/member-count.ts'
import { realAddress, safeHref } from './link-text.ts'
import { type Mentioned, type Mention as MentionOf, mentionedBy } from './mentioned.ts'

export type InlineContext = {
  mentioned: Mentioned
  /** The addresses of the custom emoji of this server, by name. */
  emoji: ReadonlyMap<string, string>
  /** The reader: mentions of them stand out more than those of others. */
  meId: string
  /** Shows a user group. Without it, what calls a group cannot be clicked. */
  onOpenGroup?: ((groupId: string) => void) | undefined
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

function Mention({ text, names, context: { mentioned, meId, onOpenGroup } }: MentionProps) {
  const found = mentionedBy(names, mentioned)
  if (!found) return text
  const written = text.slice(0, found.name.length + 1)
  const classes = cn(
    'rounded px-1 font-medium',
    isMe(found, meId) ? 'bg-accent text-on-accent' : 'bg-accent-soft text-accent-text',
  )
  return (
    <>
      {found.kind === 'group' && onOpenGroup ? (
        <button
          type="button"
          title={`${isolated(found.group.name)}, ${memberCount(found.group)}`}
          onClick={() => onOpenGroup(found.group.id)}
          className={cn(classes, 'cursor-pointer hover:underline')}
        >
          <bdi>{written}</bdi>
        </button>
      ) : (
        <bdi className={classes}>{written}</bdi>
      )}
      {text.slice(found.name.length + 1)}
    </>
  )
}

function isMe(mention: MentionOf, meId: string): boolean {
  switch (mention.kind) {
    case 'person':
      return mention.userId === meId
    case 'everyone':
      return true
    case 'group':
      return mention.group.memberIds.includes(meId)
  }
}
