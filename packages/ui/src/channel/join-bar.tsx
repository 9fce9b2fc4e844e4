'use client'

import type { ChannelKind } from '@chime/protocol'
import { Button } from '../primitives/button.tsx'
import { slot } from '../slots/slot.tsx'

export type JoinBarProps = {
  title: string
  kind: ChannelKind
  onJoin: () => void
  pending?: boolean
}

/** Takes the place of the composer in a channel that I can read but have not joined. */
export const JoinBar = slot('JoinBar', JoinBarView)

function JoinBarView({ title, kind, onJoin, pending = false }: JoinBarProps) {
  return (
    <div className="mx-4 mb-1 flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-sunken px-4 py-3 sm:mx-5">
      <p className="text-ink-muted text-sm">
        You are looking at <strong className="font-semibold text-ink">{title}</strong>.{' '}
        {kind === 'announcement' ? 'Join to hear of news.' : 'Join to write and to hear of news.'}
      </p>
      <Button variant="primary" pending={pending} onClick={onJoin}>
        Join channel
      </Button>
    </div>
  )
}
