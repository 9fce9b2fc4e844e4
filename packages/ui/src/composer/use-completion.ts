import { type KeyboardEvent, type RefObject, useCallback, useId, useMemo, useState } from 'react'
import { displayName, type Person } from '../person.ts'

const shownMax = 6

type Options = {
  area: RefObject<HTMLTextAreaElement | null>
  text: string
  people: readonly Person[]
  onText: (text: string) => void
}

export type Completion = ReturnType<typeof useCompletion>

/** Completes `@` and the beginning of a name to a username: arrow keys choose, Enter and Tab take, Esc closes. */
export function useCompletion({ area, text, people, onText }: Options) {
  const listId = useId()
  const [word, setWord] = useState<{ at: number; begun: string } | null>(null)
  const [at, setAt] = useState(0)

  const look = useCallback(() => {
    const element = area.current
    if (!element || element.selectionStart !== element.selectionEnd) return setWord(null)
    const before = element.value.slice(0, element.selectionStart)
    const found = /(?<![\w@/.+-])@([\p{L}\p{N}_.-]*)$/u.exec(before)
    setWord(found ? { at: found.index, begun: found[1]?.toLowerCase() ?? '' } : null)
    setAt(0)
  }, [area])

  const found = useMemo(() => {
    if (!word) return []
    const begins = (name: string) => name.toLowerCase().startsWith(word.begun)
    return people
      .filter((person) => begins(person.username) || displayName(person).split(/\s+/).some(begins))
      .slice(0, shownMax)
  }, [word, people])

  function take(person: Person | undefined) {
    const element = area.current
    if (!word || !person || !element) return
    const written = `@${person.username} `
    const caret = word.at + written.length
    onText(text.slice(0, word.at) + written + text.slice(element.selectionStart).replace(/^ /, ''))
    setWord(null)
    requestAnimationFrame(() => element.setSelectionRange(caret, caret))
  }

  /** @returns whether the key was for the list */
  function onKeyDown(event: KeyboardEvent): boolean {
    if (found.length === 0) return false
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) setAt((at + step + found.length) % found.length)
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) take(found[at])
    else if (event.key === 'Escape') setWord(null)
    else return false
    event.preventDefault()
    return true
  }

  const open = found.length > 0
  return {
    listId,
    found,
    at,
    take,
    look,
    onKeyDown,
    close: useCallback(() => setWord(null), []),
    aria: {
      'aria-autocomplete': 'list' as const,
      'aria-controls': open ? listId : undefined,
      'aria-activedescendant': open ? `${listId}-${at}` : undefined,
    },
  }
}
