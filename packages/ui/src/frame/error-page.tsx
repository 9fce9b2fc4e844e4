import type { ReactNode } from 'react'
import { Logo } from '../primitives/logo.tsx'

export type ErrorPageProps = {
  title?: string
  text?: ReactNode
  /** A request id or digest, shown small, so that people can name it when they report the error. */
  detail?: string | null
  action?: ReactNode
}

/** Content of a page that says that something went wrong in Chime. */
export function ErrorPage({
  title = 'Something went wrong',
  text = 'It is not your fault, and nothing that was sent is lost. Try again in a moment.',
  detail,
  action,
}: ErrorPageProps) {
  return (
    <Plain title={title} text={text} action={action}>
      {detail && (
        <p className="mt-6 text-ink-faint text-xs">
          For a report: <code className="select-all">{detail}</code>
        </p>
      )}
    </Plain>
  )
}

export type NotFoundProps = { title?: string; text?: ReactNode; action?: ReactNode }

/** Content of a page for an address that does not exist, or that the reader may not see. */
export function NotFound({
  title = 'There is nothing here',
  text = 'The address is wrong, or this is not open to you.',
  action,
}: NotFoundProps) {
  return <Plain title={title} text={text} action={action} />
}

type PlainProps = { title: string; text: ReactNode; action: ReactNode; children?: ReactNode }

function Plain({ title, text, action, children }: PlainProps) {
  return (
    <div className="m-auto flex min-h-[min(100dvh,32rem)] max-w-md flex-col items-center justify-center px-6 py-12 text-center">
      <Logo size="lg" className="mb-6" />
      <h1 className="text-balance font-semibold text-2xl text-ink">{title}</h1>
      <p className="mt-2 text-pretty text-base text-ink-muted">{text}</p>
      {action && <div className="mt-6 flex flex-wrap justify-center gap-2">{action}</div>}
      {children}
    </div>
  )
}
