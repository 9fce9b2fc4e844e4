'use client'

import type { Channel } from '@chime/client'
import { useTyping } from '@chime/client/react'
import type { ChannelSummary } from '@chime/protocol'
import { Button, Composer, TypingLine } from '@chime/ui'
import { useState } from 'react'
import { storedKeys, useStored } from '../stored.ts'
import { useHydrated } from '../use-hydrated.ts'
import { channelTitle } from './channel-title.ts'
import { useChannelActions } from './use-channel-actions.ts'
import { useDraft } from './use-draft.ts'
import { useNames } from './use-people.ts'

type WriteAreaProps = { channel: Channel; summary: ChannelSummary | null; meId: string; onSent: () => void }

/** Below the timeline: the composer, or why there is none, and who types. */
export function WriteArea({ channel, summary, meId, onSent }: WriteAreaProps) {
  const typing = useNames(useTyping(channel.id).filter((id) => id !== meId))
  return (
    <>
      {summary && !summary.membership ? (
        <JoinBar summary={summary} />
      ) : (
        <DraftedComposer channel={channel} summary={summary} meId={meId} onSent={onSent} />
      )}
      <TypingLine names={typing} />
    </>
  )
}

function DraftedComposer({ channel, summary, meId, onSent }: WriteAreaProps) {
  const draft = useDraft(meId, channel.id)
  const hydrated = useHydrated()
  const [enterSends] = useStored(storedKeys.enterSends)

  const send = (text: string) => {
    const { done } = channel.send(text)
    // The timeline shows what came of it, with ways to retry and discard.
    done.catch(() => {})
    onSent()
  }

  return (
    <Composer
      // The draft is known in the browser only: the page from the server starts without it.
      key={hydrated ? 'browser' : 'server'}
      channelId={channel.id}
      placeholder={summary ? `Message ${channelTitle(summary)}` : 'Message'}
      disabledReason={disabledReason(summary)}
      initialValue={hydrated ? draft.read() : ''}
      onSend={send}
      onTyping={() => channel.notifyTyping()}
      onChange={draft.onChange}
      autoFocus={hydrated && window.matchMedia('(min-width: 48rem) and (pointer: fine)').matches}
      enterSends={enterSends !== 'no'}
    />
  )
}

function disabledReason(summary: ChannelSummary | null): string | null {
  if (summary?.archivedAt) return 'This channel is archived. Its history stays readable.'
  if (summary?.kind === 'announcement' && summary.membership?.role === 'member') {
    return 'Only owners and admins write in this channel.'
  }
  return null
}

/** A public channel that I only look at. */
function JoinBar({ summary }: { summary: ChannelSummary }) {
  const { join } = useChannelActions()
  const [joining, setJoining] = useState(false)
  return (
    <div className="mx-4 mb-1 flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-sunken px-4 py-3 sm:mx-5">
      <p className="text-ink-muted text-sm">
        You are looking at <strong className="font-semibold text-ink">{channelTitle(summary)}</strong>. Join to write
        and to hear of news.
      </p>
      <Button
        variant="primary"
        pending={joining}
        onClick={async () => {
          setJoining(true)
          await join(summary.id)
          setJoining(false)
        }}
      >
        Join channel
      </Button>
    </div>
  )
}
