import type { ComponentPropsWithoutRef, ReactNode } from 'react'

/** Everything that a link of the app has to pass on to its `<a>`: classes, children, aria and data attributes, handlers. */
export type LinkProps = ComponentPropsWithoutRef<'a'> & { href: string }

/** How the app makes a link: `(props) => <Link {...props} />`. Keep it the same function between renders. */
export type RenderLink = (props: LinkProps) => ReactNode
