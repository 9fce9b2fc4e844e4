import Linkify from 'linkify-react'
import type { Opts } from 'linkifyjs'

const links: Opts = {
  defaultProtocol: 'https',
  target: '_blank',
  rel: 'noopener noreferrer nofollow ugc',
  className: 'text-accent-text underline decoration-accent/40 underline-offset-2 hover:decoration-accent',
  // Only these ever become a link, whatever else the library recognises.
  validate: { url: (href) => /^(https?:\/\/|www\.|[^:/\s]+\.[^:/\s]+)/i.test(href), email: true },
}

/** Text with links in it where there are any. */
export function LinkedText({ text }: { text: string }) {
  return <Linkify options={links}>{text}</Linkify>
}
