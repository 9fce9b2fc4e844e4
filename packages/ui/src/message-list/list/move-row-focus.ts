import type { KeyboardEvent } from 'react'

/**
 * Handles the keys of the list: while a message has the focus, ArrowUp and ArrowDown move it to the one above or below.
 */
export function moveRowFocus(event: KeyboardEvent<HTMLElement>) {
  const row = event.target instanceof HTMLElement && event.target.matches('[data-row]') ? event.target : null
  if (!row || event.altKey || event.ctrlKey || event.metaKey) return
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
  const next = step === undefined ? undefined : all[all.indexOf(row) + step]
  if (step !== undefined) event.preventDefault()
  next?.focus({ preventScroll: true })
  next?.scrollIntoView({ block: 'nearest' })
}
