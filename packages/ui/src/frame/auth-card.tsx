import type { ReactNode } from 'react'

export type AuthCardProps = {
  title: string
  subtitle?: ReactNode
  /** The form. */
  children: ReactNode
  /** The way to the other page: "New here? Create an account". */
  footer?: ReactNode
}

/** The whole page of logging in or registering. */
export function AuthCard({ title, subtitle, children, footer }: AuthCardProps) {
  return (
    <main>
      <h1>{title}</h1>
      <p>{subtitle}</p>
      {children}
      {footer}
    </main>
  )
}
