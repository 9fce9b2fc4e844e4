import { type KeyboardEvent, lazy, type RefObject, useCallback, useRef, useState } from 'react'
import { retrying } from '../../lazy.ts'
import type { ActiveOption, BegunName, CompletionHandle } from './begun-name.ts'

let isHere = false
const load = retrying(() =>
  import('./completion-list.tsx').then((m) => {
    isHere = true
    return { default: m.CompletionList }
  }),
)
export const CompletionList = lazy(load)
/** Fetches the code of the completion: it is needed with the first name that somebody calls. */
export const loadCompletion = () => void load()

const begins = /(?:[@＠][\p{L}\p{M}\p{N}_.-]{0,100}|:[a-z0-9_+-]{2,30})$/iu
/** What is begun is not longer than this. */
const lookBack = 120

/**
 * Completes `@` and the beginning of a name, and `:` and the beginning of the name of an emoji. While the list is open,
 * the arrow keys move in it, Enter and Tab take the active entry, and Esc closes it. Spread `aria` onto the text field,
 * and show `CompletionList` while something is begun.
 */
export function useCompletion(area: RefObject<HTMLTextAreaElement | null>) {
  const [begun, setBegun] = useState<BegunName | null>(null)
  const [active, setActive] = useState<ActiveOption | null>(null)
  const handle = useRef<CompletionHandle>(null)

  const look = useCallback(() => {
    const element = area.current
    const caret = element && element.selectionStart === element.selectionEnd ? element.selectionStart : 0
    const found = begins.exec(element?.value.slice(Math.max(0, caret - lookBack), caret) ?? '')
    const next = found ? { at: caret - found[0].length, written: found[0], isEarly: !isHere } : null
    setBegun((before) => (before?.at === next?.at && before?.written === next?.written ? before : next))
  }, [area])

  return {
    begun,
    handle,
    setActive,
    look,
    close: useCallback(() => setBegun(null), []),
    onKeyDown: (event: KeyboardEvent) => begun !== null && (handle.current?.onKeyDown(event) ?? false),
    aria: {
      'aria-autocomplete': 'list' as const,
      'aria-controls': active?.listId,
      'aria-activedescendant': active?.optionId,
    },
  }
}
