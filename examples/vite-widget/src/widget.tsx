import './widget.css'
import { type Chime, createChime } from '@chime/client'
import { ChimeProvider, useChannel } from '@chime/client/react'
import { lazy, type RefObject, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { recall, remember } from './remembered.ts'
import { fetchSession, type Session } from './session.ts'

const loadPanel = () => import('./panel.tsx')
const Panel = lazy(() => loadPanel().then((file) => ({ default: file.Panel })))

type Connected = Session & { chime: Chime }

/**
 * A bubble in the corner that opens a conversation with the company. A visitor who never opens it has no account in
 * Chime and loads nothing of the conversation; for one who has, the bubble counts what is unread.
 */
export function Widget() {
  const [open, setOpen] = useState(() => recall() === 'open')
  const [wanted, setWanted] = useState(() => recall() !== 'nothing')
  const { connected, failed, retry } = useConnected(wanted)
  const bubble = useRef<HTMLButtonElement>(null)

  const show = (next: boolean) => {
    setOpen(next)
    if (next) setWanted(true)
    remember(next ? 'open' : 'begun')
  }
  const close = useCallback(() => {
    setOpen(false)
    remember('begun')
    bubble.current?.focus()
  }, [])

  return (
    <aside className="chat" data-open={open}>
      {open && (
        <Suspense fallback={<div className="chat-panel" aria-busy />}>
          <Panel connected={connected} failed={failed} onRetry={retry} onClose={close} />
        </Suspense>
      )}
      {connected ? (
        <ChimeProvider chime={connected.chime}>
          <CountingBubble open={open} onOpen={show} button={bubble} channelId={connected.channelId} />
        </ChimeProvider>
      ) : (
        <Bubble open={open} onOpen={show} button={bubble} unread={0} />
      )}
    </aside>
  )
}

/** Signs the visitor in once it is wanted, and keeps the client connected. */
function useConnected(wanted: boolean) {
  const [connected, setConnected] = useState<Connected | null>(null)
  const [failed, setFailed] = useState(false)
  const [attempt, setAttempt] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt runs it again
  useEffect(() => {
    if (!wanted) return
    let chime: Chime | null = null
    let over = false
    setFailed(false)
    fetchSession().then(
      (session) => {
        if (over) return
        // One chat on one page: no tabs to share a connection with, and no view to keep for a start without a network.
        chime = createChime({ url: session.url, token: session.token, tabs: false, cache: null })
        chime.connect()
        setConnected({ ...session, chime })
      },
      () => !over && setFailed(true),
    )
    return () => {
      over = true
      chime?.close()
      setConnected(null)
    }
  }, [wanted, attempt])

  return { connected, failed, retry: () => setAttempt(attempt + 1) }
}

type BubbleProps = {
  open: boolean
  onOpen: (open: boolean) => void
  button: RefObject<HTMLButtonElement | null>
  unread: number
}

function CountingBubble({ channelId, ...props }: Omit<BubbleProps, 'unread'> & { channelId: string }) {
  const { summary } = useChannel(channelId)
  return <Bubble {...props} unread={summary?.membership?.unread ?? 0} />
}

function Bubble({ open, onOpen, button, unread }: BubbleProps) {
  const news = unread === 0 ? '' : `, ${unread} new ${unread === 1 ? 'message' : 'messages'}`
  return (
    <button
      ref={button}
      type="button"
      className="chat-bubble"
      aria-expanded={open}
      aria-label={open ? 'Close the chat' : `Chat with us${news}`}
      onClick={() => onOpen(!open)}
      onPointerEnter={() => void loadPanel()}
      onFocus={() => void loadPanel()}
    >
      <svg aria-hidden="true" viewBox="0 0 24 24">
        <path d={open ? 'M6 9l6 6 6-6' : 'M4 5h16v11h-9l-5 4v-4H4z'} />
      </svg>
      {!open && unread > 0 && <span className="chat-count">{unread > 9 ? '9+' : unread}</span>}
    </button>
  )
}
