'use client'

import type { ChannelKind } from '@chime/protocol'
import { Archive, ArrowLeft, Compass, Plus, Search, SearchX } from 'lucide-react'
import { Button } from '../primitives/button.tsx'
import { EmptyState } from '../primitives/empty-state.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { Segments } from '../primitives/form/segments.tsx'
import { TextField } from '../primitives/form/text-field.tsx'
import { IconButton } from '../primitives/icon-button.tsx'
import { More } from '../primitives/more.tsx'
import { Skeleton } from '../primitives/skeleton.tsx'
import { KindIcon } from './kind-icon.tsx'

/** A channel in the list, with whether I am in it. */
export type BrowseChannel = {
  id: string
  kind: ChannelKind
  /** Isolated, as by `channelTitle`. */
  name: string
  description: string | null
  memberCount: number
  /** I am a member. */
  joined: boolean
  /** Its name looks like that of another open channel. */
  nameClashes?: boolean
  /** I may bring it back from the archive. */
  canUnarchive?: boolean
}

export type BrowseChannelsProps = {
  query: string
  onQuery: (query: string) => void
  channels: readonly BrowseChannel[]
  loading?: boolean
  error?: string | null
  onJoin: (channelId: string) => void
  /** The channel that is being joined or brought back: its button shows that it is busy. */
  joiningId?: string | null
  /** Opens a channel, whether I am a member or not. */
  onOpen: (channelId: string) => void
  /** True: the list is of archived channels. */
  archived?: boolean
  /** Without it, archived channels are not offered. */
  onArchived?: (archived: boolean) => void
  onUnarchive?: (channelId: string) => void
  /** Left out when I may not create channels. */
  onNewChannel?: () => void
  onBack?: (() => void) | undefined
  hasMore?: boolean
  onMore?: () => void
}

/** Content of the main pane: the channels that anyone may join, or the archived ones, with a search by name. */
export function BrowseChannels(props: BrowseChannelsProps) {
  const { query, onQuery, channels, loading = false, error, onNewChannel, onBack, hasMore, onMore } = props
  const { archived = false, onArchived } = props
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
          {onArchived && (
            <Segments
              className="mt-3 sm:max-w-xs"
              label="Which channels"
              value={archived ? 'archived' : 'open'}
              choices={[
                { value: 'open', label: 'Open' },
                { value: 'archived', label: 'Archived' },
              ]}
              onChoose={(which) => onArchived(which === 'archived')}
            />
          )}
          <div className="mt-3">
            <FormError error={error} />
          </div>
          {channels.length === 0 && loading && <Loading />}
          {channels.length === 0 && !loading && !error && <Nothing {...{ query, archived, onNewChannel }} />}
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

function Item({ channel, ...props }: BrowseChannelsProps & { channel: BrowseChannel }) {
  const { onJoin, joiningId, onOpen, archived, onUnarchive } = props
  const { id, name, kind, description, memberCount, joined, nameClashes } = channel
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
          {nameClashes && 'Looks like another name · '}
          {memberCount} {memberCount === 1 ? 'member' : 'members'}
          {description && <span dir="auto"> · {description}</span>}
        </p>
      </div>
      {archived && channel.canUnarchive && onUnarchive && (
        <Button size="sm" aria-label={`Bring back ${name}`} pending={joiningId === id} onClick={() => onUnarchive(id)}>
          Bring back
        </Button>
      )}
      {joined || archived ? (
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

type NothingProps = { query: string; archived: boolean; onNewChannel: (() => void) | undefined }

function Nothing({ query, archived, onNewChannel }: NothingProps) {
  if (archived && query === '') {
    return <EmptyState icon={<Archive />} title="Nothing is archived" text="Archived channels can be found here." />
  }
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
