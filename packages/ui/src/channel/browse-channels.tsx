'use client'

import type { ChannelKind } from '@chime/protocol'
import { ArrowLeft, Compass, Plus, Search, SearchX } from 'lucide-react'
import { Button } from '../primitives/button.tsx'
import { EmptyState } from '../primitives/empty-state.tsx'
import { FormError } from '../primitives/form-error.tsx'
import { IconButton } from '../primitives/icon-button.tsx'
import { More } from '../primitives/more.tsx'
import { Skeleton } from '../primitives/skeleton.tsx'
import { TextField } from '../primitives/text-field.tsx'
import { KindIcon } from './kind-icon.tsx'

export type BrowseChannel = {
  id: string
  kind: ChannelKind
  name: string
  description: string | null
  memberCount: number
  joined: boolean
}

export type BrowseChannelsProps = {
  query: string
  onQuery: (query: string) => void
  channels: readonly BrowseChannel[]
  loading?: boolean
  error?: string | null
  onJoin: (channelId: string) => void
  /** The one being joined: its button waits. */
  joiningId?: string | null
  onOpen: (channelId: string) => void
  onNewChannel?: () => void
  onBack?: (() => void) | undefined
  hasMore?: boolean
  onMore?: () => void
}

/** Content of the main pane: all channels that anyone may join. */
export function BrowseChannels(props: BrowseChannelsProps) {
  const { query, onQuery, channels, loading = false, error, onNewChannel, onBack, hasMore, onMore } = props
  return (
    <>
      <header className="flex h-14 shrink-0 items-center gap-2 border-line border-b ps-4 pe-3 sm:ps-5">
        {onBack && (
          <IconButton
            size="lg"
            label="Back to conversations"
            icon={<ArrowLeft className="rtl:-scale-x-100" />}
            onClick={onBack}
            className="-ms-3 md:hidden"
          />
        )}
        <h1 className="min-w-0 flex-1 truncate font-semibold text-base text-ink">Browse channels</h1>
        {onNewChannel && (
          <Button size="sm" onClick={onNewChannel}>
            <Plus aria-hidden />
            Create a channel
          </Button>
        )}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <div className="mx-auto w-full max-w-3xl px-4 py-5 sm:px-5">
          <TextField
            label="Search channels"
            hideLabel
            type="search"
            icon={<Search />}
            placeholder="Search by name"
            autoComplete="off"
            value={query}
            onChange={(event) => onQuery(event.target.value)}
          />
          <div className="mt-3">
            <FormError error={error} />
          </div>
          {channels.length === 0 && loading && <Loading />}
          {channels.length === 0 && !loading && !error && <Nothing query={query} onNewChannel={onNewChannel} />}
          <ul aria-label="Channels" className="mt-1 divide-y divide-line">
            {channels.map((channel) => (
              <Item key={channel.id} channel={channel} {...props} />
            ))}
          </ul>
          {hasMore && onMore && <More loading={loading} onMore={onMore} />}
        </div>
      </div>
    </>
  )
}

function Item({ channel, onJoin, joiningId, onOpen }: BrowseChannelsProps & { channel: BrowseChannel }) {
  const { id, name, kind, description, memberCount, joined } = channel
  return (
    <li className="flex items-center gap-3 py-3">
      <span
        aria-hidden
        className="flex size-9 shrink-0 items-center justify-center rounded-lg bg-active text-ink-muted"
      >
        <KindIcon kind={kind} className="size-4.5" />
      </span>
      <div className="min-w-0 flex-1">
        <h2 className="truncate">
          <button
            type="button"
            dir="auto"
            onClick={() => onOpen(id)}
            className="max-w-full cursor-pointer truncate rounded-sm font-semibold text-base text-ink hover:underline"
          >
            {name}
          </button>
        </h2>
        <p className="truncate text-ink-muted text-sm">
          {memberCount} {memberCount === 1 ? 'member' : 'members'}
          {description && <span dir="auto"> · {description}</span>}
        </p>
      </div>
      {joined ? (
        <Button size="sm" variant="ghost" aria-label={`Open ${name}`} onClick={() => onOpen(id)}>
          Open
        </Button>
      ) : (
        <Button size="sm" aria-label={`Join ${name}`} pending={joiningId === id} onClick={() => onJoin(id)}>
          Join
        </Button>
      )}
    </li>
  )
}

function Nothing({ query, onNewChannel }: { query: string; onNewChannel: (() => void) | undefined }) {
  const action = onNewChannel && (
    <Button variant="primary" onClick={onNewChannel}>
      Create a channel
    </Button>
  )
  return query === '' ? (
    <EmptyState
      icon={<Compass />}
      title="No channels yet"
      text="A channel is a place for one subject that everyone can find. Make the first one."
      action={action}
    />
  ) : (
    <EmptyState
      icon={<SearchX />}
      title={`No channel is called “${query}”`}
      text="Try another word, or create it."
      action={action}
    />
  )
}

function Loading() {
  return (
    <div aria-hidden className="mt-1 flex flex-col">
      {['w-40', 'w-28', 'w-52', 'w-36', 'w-44'].map((width) => (
        <div key={width} className="flex items-center gap-3 py-3">
          <Skeleton className="size-9 rounded-lg" />
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className={`h-4 ${width}`} />
            <Skeleton className="h-3 w-3/5" />
          </div>
        </div>
      ))}
    </div>
  )
}
