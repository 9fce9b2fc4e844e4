import type { ReactNode } from 'react'
import { Logo } from '../primitives/logo.tsx'

export type AuthCardProps = {
  title: string
  subtitle?: ReactNode
  /** The form. */
  children: ReactNode
  /** Leads to the other page: "New here? Create an account". */
  footer?: ReactNode
}

/** The whole page on which people log in or register, around its form. */
export function AuthCard({ title, subtitle, children, footer }: AuthCardProps) {
  return (
    <main className="relative isolate flex min-h-dvh flex-col items-center justify-center overflow-hidden bg-[radial-gradient(60rem_32rem_at_50%_12%,var(--chime-accent-soft),transparent)] bg-sunken px-4 py-10">
      <div className="w-full max-w-sm animate-appear">
        <div className="mb-6 flex flex-col items-center text-center">
          <div className="relative">
            <Rings />
            <Logo size="lg" />
          </div>
          <h1 className="mt-5 text-balance font-semibold text-2xl text-ink">{title}</h1>
          {subtitle && <p className="mt-1 text-pretty text-base text-ink-muted">{subtitle}</p>}
        </div>
        <div className="rounded-2xl border border-line bg-raised p-6 shadow-pop">{children}</div>
        {footer && <div className="mt-5 text-center text-ink-muted text-sm">{footer}</div>}
      </div>
    </main>
  )
}

/** Decorative: rings of sound around the logo, which fade out before they reach the text. */
function Rings() {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 1600 1600"
      className="-z-10 -translate-x-1/2 -translate-y-1/2 absolute top-1/2 left-1/2 size-[100rem] max-w-none text-accent [mask-image:linear-gradient(to_bottom,black_44%,transparent_51%)]"
    >
      {[56, 96, 150, 220, 308, 416, 546, 700].map((radius, index) => (
        <circle
          key={radius}
          cx="800"
          cy="800"
          r={radius}
          fill="none"
          stroke="currentColor"
          strokeWidth={1.25}
          opacity={0.42 - index * 0.045}
        />
      ))}
    </svg>
  )
}
