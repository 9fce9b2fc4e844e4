import type { KeyboardEvent } from 'react'

/** Arrow keys, Home and End walk from message to message once one has the focus. */
export function walkRows(event: KeyboardEvent<HTMLElement>) {
  const row = event.target instanceof HTMLElement && event.target.matches('[data-row]') ? event.target : null
  if (!row || event.altKey || event.ctrlKey || event.metaKey) return
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
  const next = step === undefined ? undefined : all[all.indexOf(row) + step]
  if (step !== undefined) event.preventDefault()
  next?.focus({ preventScroll: true })
  next?.scrollIntoView({ block: 'nearest' })
}
