import type { AddHistoryEntry } from '@chime/ui'

/*
 * On a phone, where panels and dialogs cover the page, each that is open is an entry of the browser's history: Back, and
 * the swipe from the edge, close it instead of leaving the conversation.
 *
 * The entries differ only in their state, which says how many are open. So that one which closes while another opens costs
 * nothing, the history is brought in line in a task of its own.
 */

type Open = { close: () => void }
type State = { chimeOpen?: number } | null

const open: Open[] = []
/** Going back is under way that the reader did not ask for. */
let isGoingBack = false
let isListening = false

const inHistory = (): number => (window.history.state as State)?.chimeOpen ?? 0

/** Whether the current entry stands for something that is open, which a new view takes the place of. */
export const isOpenEntry = (): boolean => typeof window !== 'undefined' && inHistory() > 0

/** Where the window has room for one column: there panels and dialogs cover everything. */
export const isOnePane = () => window.matchMedia('(max-width: 47.99rem)').matches

export const addHistoryEntry: AddHistoryEntry = (close) => {
  if (!isOnePane()) return () => {}
  listen()
  const entry = { close }
  open.push(entry)
  setTimeout(adjust)
  return () => {
    const at = open.indexOf(entry)
    if (at < 0) return
    open.splice(at, 1)
    setTimeout(adjust)
  }
}

function adjust(): void {
  if (isGoingBack) return
  const missing = open.length - inHistory()
  for (let i = missing; i > 0; i--) {
    window.history.pushState({ chimeOpen: open.length - i + 1 }, '', window.location.href)
  }
  if (missing < 0) {
    isGoingBack = true
    window.history.go(missing)
  }
}

function listen(): void {
  if (isListening) return
  isListening = true
  window.addEventListener('popstate', () => {
    if (isGoingBack) {
      isGoingBack = false
      adjust()
      return
    }
    while (open.length > inHistory()) open.pop()?.close()
  })
}
