'use client'

import type { Channel } from '@chime/client'
import { useChime, useTyping } from '@chime/client/react'
import type { ChannelSummary, Message } from '@chime/protocol'
import { Button, Composer, displayName, type MessageRights, type Person, summaryText, TypingLine } from '@chime/ui'
import { useState } from 'react'
import { storedKeys, useStored } from '../stored.ts'
import { useHydrated } from '../use-hydrated.ts'
import { ArchivedArea } from './archived-area.tsx'
import { channelTitle } from './channel-title.ts'
import { inWords } from './in-words.ts'
import { useChannelActions } from './use-channel-actions.ts'
import type { useDraft } from './use-draft.ts'
import type { useFiles } from './use-files.ts'
import { useMentionable } from './use-mentionable.ts'
import type { MessageDialog } from './use-message-dialog.ts'
import { useNames } from './use-people.ts'

type WriteAreaProps = {
  channel: Channel
  summary: ChannelSummary | null
  /** The channel that a thread is in; else the same. */
  home: ChannelSummary | null
  meId: string
  draft: ReturnType<typeof useDraft>
  files: ReturnType<typeof useFiles>
  emoji: ReadonlyMap<string, string>
  rights: MessageRights
  /** What the message will be an answer to. */
  answered: { message: Message; author: Person | null } | null
  /** The message of mine that is being changed. */
  editing: Message | null
  onEdit: (number: number | null) => void
  onEditLast: () => void
  onDialog: (dialog: MessageDialog) => void
  onSent: () => void
}

/** Below the timeline: the composer, or why there is none, and who types. */
export function WriteArea(props: WriteAreaProps) {
  const { channel, home, meId } = props
  const typing = useNames(useTyping(channel.id).filter((id) => id !== meId))
  return (
    <>
      {home?.archivedAt ? (
        <ArchivedArea summary={home} />
      ) : home && !home.membership ? (
        <JoinBar summary={home} />
      ) : (
        <DraftedComposer {...props} />
      )}
      <TypingLine names={typing} />
    </>
  )
}

function DraftedComposer(props: WriteAreaProps) {
  const { channel, summary, home, meId, draft, files, answered, editing, rights, onDialog } = props
  const chime = useChime()
  const hydrated = useHydrated()
  const [enterSends] = useStored(storedKeys.enterSends)
  const mentionable = useMentionable(home?.id ?? channel.id, meId)

  const send = (text: string) => {
    const replyTo = draft.replyTo === null ? {} : { replyTo: draft.replyTo }
    const { done } = channel.send(text, { ...replyTo, attachments: files.uploads })
    // The timeline shows what came of it, with ways to retry and discard.
    done.catch(() => {})
    files.clear()
    props.onSent()
  }

  /** Resolves when the dialog is over. */
  const schedule = (content: string) =>
    new Promise<boolean>((resolve) => {
      const replyTo = draft.replyTo === null ? {} : { replyTo: draft.replyTo }
      onDialog({
        name: 'schedule',
        schedule: async (sendAt) => {
          await chime.schedule({ channelId: channel.id, content, sendAt, ...replyTo })
          draft.setReplyTo(null)
          resolve(true)
        },
      })
    })

  return (
    <Composer
      channelId={channel.id}
      placeholder={placeholderOf(summary)}
      disabledReason={
        summary?.kind === 'announcement' && !rights.write ? 'Only owners and admins write in this channel.' : null
      }
      draft={draft.content}
      onSend={send}
      onTyping={() => channel.notifyTyping()}
      onChange={draft.setContent}
      autoFocus={hydrated && window.matchMedia('(min-width: 48rem) and (pointer: fine)').matches}
      enterSends={enterSends !== 'no'}
      reply={answered && { author: displayName(answered.author), text: summaryText(answered.message) }}
      onCancelReply={() => draft.setReplyTo(null)}
      editing={editing}
      onSaveEdit={async (text) => {
        if (!editing) return
        if (text !== editing.content) await inWords(channel.edit(editing.number, text))
        props.onEdit(null)
      }}
      onCancelEdit={() => props.onEdit(null)}
      onEditLast={props.onEditLast}
      files={files.files}
      onAddFiles={files.add}
      onRemoveFile={files.remove}
      onRetryFile={files.retry}
      onNewPoll={() => onDialog({ name: 'poll' })}
      onSchedule={schedule}
      mentionable={mentionable}
      emoji={props.emoji}
    />
  )
}

function placeholderOf(summary: ChannelSummary | null): string {
  if (summary?.kind === 'thread') return 'Reply in the thread'
  return summary ? `Message ${channelTitle(summary)}` : 'Message'
}

/** A public channel that I only look at. */
function JoinBar({ summary }: { summary: ChannelSummary }) {
  const { join } = useChannelActions()
  const [joining, setJoining] = useState(false)
  return (
    <div className="mx-4 mb-1 flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-sunken px-4 py-3 sm:mx-5">
      <p className="text-ink-muted text-sm">
        You are looking at <strong className="font-semibold text-ink">{channelTitle(summary)}</strong>.{' '}
        {summary.kind === 'announcement' ? 'Join to hear of news.' : 'Join to write and to hear of news.'}
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
