import type { ReactNode } from 'react'

export type ErrorPageProps = {
  title?: string
  text?: ReactNode
  /** Shown small, for a report: a request id or digest. */
  detail?: string | null
  action?: ReactNode
}

/** Content of a page for something that went wrong here. */
export function ErrorPage(_props: ErrorPageProps) {
  return null
}

export type NotFoundProps = { title?: string; text?: ReactNode; action?: ReactNode }

/** Content of a page for something that does not exist, or that the reader may not see. */
export function NotFound(_props: NotFoundProps) {
  return null
}
