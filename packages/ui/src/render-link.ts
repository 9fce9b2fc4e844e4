import type { ComponentPropsWithoutRef, ReactNode } from 'react'

/**
 * The props of a link. The app must pass all of them on to its `<a>`: classes, children, aria and data attributes,
 * handlers.
 */
export type LinkProps = ComponentPropsWithoutRef<'a'> & { href: string }

/**
 * How the app makes a link, with its own router: `(props) => <Link {...props} />`. Keep it the same function between
 * renders, because rows that are memoized compare it.
 */
export type RenderLink = (props: LinkProps) => ReactNode
