'use client'

import type { Message } from '@chime/protocol'
import { Search, SearchX, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Panel } from '../frame/panel.tsx'
import type { TextRange } from '../message/excerpt.ts'
import { MessageCard, type MessagePlace } from '../message/message-card.tsx'
import { Button } from '../primitives/button.tsx'
import { EmptyState } from '../primitives/empty-state.tsx'
import { Segments } from '../primitives/form/segments.tsx'
import { TextField } from '../primitives/form/text-field.tsx'
import { More } from '../primitives/more.tsx'
import { SkeletonMessages } from '../primitives/skeleton.tsx'
import type { RenderLink } from '../render-link.ts'
import { slot } from '../slots/slot.tsx'
import type { Person } from '../user/person.ts'
import { SearchHelp } from './search-help.tsx'

/** `newest`: by time; `best`: by how well they match. */
export type SearchOrder = 'newest' | 'best'

/** A message that was found. `highlights` are the matches in its content, `href` is its permalink. */
export type SearchResult = {
  message: Message
  author: Person | null
  place: MessagePlace | null
  highlights: readonly TextRange[]
  href: string
}

export type SearchPanelProps = {
  query: string
  onQuery: (query: string) => void
  order: SearchOrder
  onOrder: (order: SearchOrder) => void
  /** The name of the channel that is searched; null: all channels that I can read. */
  channel: string | null
  /** The name of the open channel, to which the search can be limited. */
  offeredChannel?: string | null
  /** `channel`: search only in the open channel; null: in all. */
  onScope: (scope: 'channel' | null) => void
  /** Null: nothing was searched for yet. */
  results: readonly SearchResult[] | null
  loading: boolean
  error: string | null
  /** Called at "Try again", which is shown with an error. */
  onReload: () => void
  hasMore: boolean
  onMore: () => void
  renderLink: RenderLink
  onClose: () => void
}

const orders = [
  { value: 'newest', label: 'Newest' },
  { value: 'best', label: 'Best match' },
] as const

/** The search for messages, in all channels that I can read or in one of them. Stands in the aside. */
export const SearchPanel = slot('SearchPanel', SearchPanelView)

function SearchPanelView(props: SearchPanelProps) {
  const { query, onQuery, order, onOrder, results, loading, error, hasMore, onMore, renderLink, onClose } = props
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <Panel title="Search" onClose={onClose}>
      <search className="flex flex-col gap-2.5 border-line border-b px-4 py-3">
        <TextField
          ref={field}
          label="Search messages"
          hideLabel
          type="search"
          icon={<Search />}
          placeholder={props.channel ? `Search in ${props.channel}` : 'Search messages'}
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
          value={query}
          onChange={(event) => onQuery(event.target.value)}
        />
        <div className="flex flex-wrap items-center gap-2">
          <Segments label="Order" value={order} choices={orders} onChoose={onOrder} className="w-44" />
          <Scope {...props} />
        </div>
      </search>
      <div aria-live="polite" aria-busy={loading || undefined} className="sr-only">
        {loading || error || !results ? '' : resultCountText(results.length, hasMore)}
      </div>
      {error ? (
        <EmptyState
          icon={<SearchX />}
          title="The search did not work"
          text={error}
          action={<Button onClick={props.onReload}>Try again</Button>}
        />
      ) : results === null ? (
        loading ? (
          <SkeletonMessages rows={6} />
        ) : (
          <SearchHelp />
        )
      ) : results.length === 0 && !loading ? (
        <EmptyState
          icon={<SearchX />}
          title="Nothing was found"
          text={props.channel ? 'Try other words, or look everywhere.' : 'Try other words, or fewer of them.'}
        />
      ) : (
        <>
          <ul aria-label="Results" className={`flex flex-col p-2 ${loading ? 'opacity-60' : ''}`}>
            {results.map((result) => (
              <li key={`${result.message.channelId}-${result.message.number}`}>
                <MessageCard {...result} renderLink={renderLink} />
              </li>
            ))}
          </ul>
          {hasMore && <More loading={loading} onMore={onMore} />}
        </>
      )}
    </Panel>
  )
}

/** Says which channel is searched, with a button that changes between this one and all. */
function Scope({ channel, offeredChannel, onScope }: SearchPanelProps) {
  if (channel !== null) {
    return (
      <button
        type="button"
        aria-label={`In ${channel}: search everywhere instead`}
        onClick={() => onScope(null)}
        className="flex h-8 min-w-0 max-w-full cursor-pointer items-center gap-1 rounded-md bg-accent-soft ps-2.5 pe-1.5 font-medium text-accent-text text-xs"
      >
        <span className="truncate">
          In <bdi>{channel}</bdi>
        </span>
        <X aria-hidden className="size-3.5 shrink-0" />
      </button>
    )
  }
  if (!offeredChannel) return null
  return (
    <Button size="sm" variant="ghost" className="min-w-0 px-2" onClick={() => onScope('channel')}>
      <span className="truncate">
        Only in <bdi>{offeredChannel}</bdi>
      </span>
    </Button>
  )
}

function resultCountText(count: number, hasMore: boolean): string {
  if (count === 0) return 'Nothing was found'
  return `${count}${hasMore ? ' or more' : ''} ${count === 1 ? 'message' : 'messages'} found`
}
