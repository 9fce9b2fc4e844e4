import { useEffect, useMemo, useState } from 'react'
import { channelId, sent } from '../fixtures/conversation.ts'
import { messageProps } from '../fixtures/message-props.ts'
import { me, userById, users } from '../fixtures/users.ts'
import { Composer, MessageList, type TimelineItem } from '../ui.ts'

const pageSize = 50
/** When more messages are loaded than this, those at the far end are removed, as the client does. */
const windowMax = 250

const words = 'rows arrive in batches and a batch that fails is retried one by one until the side table has it'.split(
  ' ',
)

/** Message number n of an endless channel. It is always the same; the messages have very different heights. */
function messageAt(n: number): TimelineItem {
  const author = users[1 + ((n * 7) % (users.length - 1))]?.id ?? null
  const length = (n * 37) % 11 === 0 ? 220 : (n * 13) % 40
  const text = Array.from({ length: 3 + length }, (_, i) => words[(n + i * i) % words.length]).join(' ')
  return sent(n, author, new Date(Date.UTC(2026, 0, 1) + n * 90_000).toISOString(), `${n}: ${text}`)
}

type Lab = {
  /** Adds the page of older messages at once, as if it came from the server. */
  loadBefore: () => void
  loadAfter: () => void
  receive: (count: number) => void
  sendMine: (text: string) => void
  /** Adds a preview of a link to this message, as if the server had just fetched it. */
  addPreview: (number: number) => void
  setFirstUnread: (number: number | null) => void
  setAround: (number: number | null) => void
  reads: number[]
  asked: { before: number; after: number; latest: number }
}

const reads: number[] = []
const asked = { before: 0, after: 0, latest: 0 }

declare global {
  interface Window {
    lab: Lab
  }
}

/**
 * A channel with many messages of which only some are loaded, for the browser tests and for scrolling by hand.
 * `?total=5000&from=4951&to=5000&unread=4980&around=100&auto=1`
 */
export function ListLab() {
  const query = new URLSearchParams(location.search)
  const number = (name: string, fallback: number) => Number(query.get(name) ?? fallback)
  const auto = query.has('auto')
  const [total, setTotal] = useState(number('total', 5_000))
  const [range, setRange] = useState({ from: number('from', total - pageSize + 1), to: number('to', total) })
  const [firstUnread, setFirstUnread] = useState<number | null>(query.has('unread') ? number('unread', 0) : null)
  const [around, setAround] = useState<number | null>(query.has('around') ? number('around', 0) : null)
  const [loading, setLoading] = useState<'before' | 'after' | null>(null)
  const [mine, setMine] = useState<TimelineItem[]>([])

  const items = useMemo(
    () => [...Array.from({ length: range.to - range.from + 1 }, (_, i) => cached(range.from + i)), ...mine],
    [range, mine],
  )

  const loadBefore = () =>
    setRange(({ from, to }) => {
      const start = Math.max(1, from - pageSize)
      return { from: start, to: Math.min(to, start + windowMax - 1) }
    })
  const loadAfter = () =>
    setRange(({ from, to }) => {
      const end = Math.min(total, to + pageSize)
      return { from: Math.max(from, end - windowMax + 1), to: end }
    })
  const soon = (side: 'before' | 'after', load: () => void) => () => {
    asked[side]++
    if (!auto) return
    setLoading(side)
    setTimeout(() => {
      load()
      setLoading(null)
    }, 60)
  }

  // After every render, so that the tests call functions that know the present state.
  useEffect(() => {
    window.lab = {
      reads,
      asked,
      loadBefore,
      loadAfter,
      receive: (count) => {
        setTotal(total + count)
        setRange((r) => (r.to === total ? { ...r, to: total + count } : r))
      },
      sendMine: (content) =>
        setMine([
          ...mine,
          {
            state: 'pending',
            clientId: crypto.randomUUID(),
            content,
            createdAt: new Date().toISOString(),
            error: null,
            retryable: true,
          },
        ]),
      addPreview: (n) => {
        addPreview(n)
        setRange((r) => ({ ...r }))
      },
      setFirstUnread,
      setAround,
    }
  })

  return (
    <main className="flex h-dvh flex-col">
      <h1 className="sr-only">A long channel</h1>
      <MessageList
        channelId={channelId}
        title="the lab"
        kind="public"
        items={items}
        users={userById}
        meId={me.id}
        firstUnread={firstUnread}
        status="ready"
        hasBefore={range.from > 1}
        hasAfter={range.to < total}
        loadingBefore={loading === 'before'}
        loadingAfter={loading === 'after'}
        onLoadBefore={soon('before', loadBefore)}
        onLoadAfter={soon('after', loadAfter)}
        onJumpToLatest={() => {
          asked.latest++
          setRange({ from: total - pageSize + 1, to: total })
        }}
        newCount={firstUnread === null ? 0 : total - firstUnread + 1}
        onRead={(read) => reads.push(read)}
        onRetry={() => {}}
        onDiscard={() => {}}
        {...messageProps}
        onAction={(action, message) => action === 'mark-unread' && setFirstUnread(message.number)}
        around={around}
      />
      <Composer channelId={channelId} placeholder="Message the lab" onSend={(text) => window.lab.sendMine(text)} />
    </main>
  )
}

function addPreview(n: number) {
  const item = cached(n)
  if (item.state !== 'sent') return
  const preview = { url: 'https://example.org/', title: 'A page', description: null, siteName: null, image: null }
  cache.set(n, { state: 'sent', message: { ...item.message, previews: [preview], revision: 10_000 } })
}

const cache = new Map<number, TimelineItem>()
function cached(n: number): TimelineItem {
  const known = cache.get(n)
  if (known) return known
  const made = messageAt(n)
  cache.set(n, made)
  return made
}
