'use client'

import type { TimelineItem } from '@chime/client'
import { useChime, useGroups, useReadable, useTyping, useUser } from '@chime/client/react'
import type { ChannelSummary, Message } from '@chime/protocol'
import { type ReactNode, useEffect, useState } from 'react'
import { Composer as ComposerView } from '../../composer/composer.tsx'
import type { EditedMessage } from '../../composer/composer-props.ts'
import { TypingLine } from '../../composer/typing-line.tsx'
import { useHydrated } from '../../hooks/use-hydrated.ts'
import { useSummaryText } from '../../message/summary-text.ts'
import { displayName } from '../../user/person.ts'
import { storageKeys, useLocalStorage } from '../browser/local-storage.ts'
import { ArchivedChannelBar } from '../channel/archived-channel-bar.tsx'
import { mayCallEveryone } from '../channel/channel-rights.ts'
import { channelTitle } from '../channel/channel-title.ts'
import { JoinChannelBar } from '../channel/join-channel-bar.tsx'
import { ConversationScope, useConversation, useScope } from '../conversation/conversation-scope.tsx'
import { useDraft } from '../draft/use-draft.ts'
import { useEmojiUrls } from '../emoji/use-emoji-urls.ts'
import { withErrorText } from '../errors/with-error-text.ts'
import { useQuotedMessages } from '../message/use-quoted-messages.ts'
import { useDisplayNames } from '../user/use-user-lookup.ts'
import { useMentionableUsers } from './use-mentionable-users.ts'

export type ComposerProps = {
  /** A channel or a thread. Default: that of the conversation around it. */
  channelId?: string | undefined
}

/** Where one writes: the composer, or a bar that says why one cannot write, and who is typing. */
export function Composer({ channelId }: ComposerProps) {
  const scope = useScope()
  if (channelId !== undefined && scope?.channel.id !== channelId) {
    return (
      <ConversationScope channelId={channelId}>
        <ScopedComposer />
      </ConversationScope>
    )
  }
  return <ScopedComposer />
}

function ScopedComposer() {
  const { channel, meId } = useConversation()
  const typingNames = useDisplayNames(useTyping(channel.id).filter((id) => id !== meId))
  const bar = useBar()
  return (
    <>
      {/* Not before it is known who I am: drafts are kept by user. */}
      {meId === '' ? bar : <ChannelComposer bar={bar} />}
      <TypingLine names={typingNames} />
    </>
  )
}

/** What stands in the place of the text field where I may not write; null where I may. */
function useBar(): ReactNode {
  const { channel, parentChannel } = useConversation()
  const isMissing = useReadable(channel.missing)
  if (isMissing) {
    return <p className="px-4 pb-4 text-center text-ink-muted text-sm">You are not in this conversation any more.</p>
  }
  if (parentChannel?.archivedAt) return <ArchivedChannelBar summary={parentChannel} />
  return parentChannel && !parentChannel.membership ? <JoinChannelBar summary={parentChannel} /> : null
}

/** @param bar stands in the place of the text field. Both texts are kept below it: see `ComposerView` */
function ChannelComposer({ bar }: { bar: ReactNode }) {
  const { channel, summary, parentChannel, meId, rights, files, edit, openDialog, readMarker } = useConversation()
  const chime = useChime()
  const draft = useDraft(meId, channel)
  const replyTarget = useReplyTarget(draft.replyTo)
  const editing = useEdited()
  const emoji = useEmojiUrls()
  const hydrated = useHydrated()
  const [enterSends] = useLocalStorage(storageKeys.enterSends)
  const mentionable = useMentionableUsers(parentChannel?.id ?? channel.id, meId)
  const groups = useGroups()
  const audience = parentChannel ?? summary

  const send = (text: string) => {
    const replyTo = draft.replyTo === null ? {} : { replyTo: draft.replyTo }
    const { done } = channel.send(text, { ...replyTo, attachments: files.uploads })
    // The timeline shows a message that could not be sent, with buttons to retry and to discard it.
    done.catch(() => {})
    files.clear()
    readMarker.markAllRead()
  }

  /** Opens the dialog that asks for the time. Resolves with true once the message is scheduled. */
  const schedule = (content: string) =>
    new Promise<boolean>((resolve) => {
      const replyTo = draft.replyTo === null ? {} : { replyTo: draft.replyTo }
      openDialog({
        name: 'schedule',
        schedule: async (sendAt) => {
          await chime.schedule({ channelId: channel.id, content, sendAt, ...replyTo })
          draft.setReplyTo(null)
          resolve(true)
        },
      })
    })

  return (
    <ComposerView
      channelId={channel.id}
      placeholder={placeholderOf(summary)}
      bar={bar}
      disabledReason={
        summary?.kind === 'announcement' && !rights.write ? 'Only owners and admins write in this channel.' : null
      }
      draft={draft.content}
      onSend={send}
      onTyping={() => channel.notifyTyping()}
      onChange={draft.setContent}
      autoFocus={hydrated && window.matchMedia('(min-width: 48rem) and (pointer: fine)').matches}
      enterSends={enterSends !== 'no'}
      reply={replyTarget}
      onCancelReply={() => draft.setReplyTo(null)}
      editing={editing}
      onSaveEdit={async (text) => {
        if (!editing || editing.lost) return
        if (text !== editing.content) await withErrorText(channel.edit(editing.number, text))
        edit(null)
      }}
      onSendEdit={(text) => {
        channel.send(text).done.catch(() => {})
        edit(null)
      }}
      onCancelEdit={() => edit(null)}
      onEditLast={() => edit(lastEditableNumber(channel.timeline.get().items, meId))}
      files={files.files}
      onAddFiles={files.add}
      onRemoveFile={files.remove}
      onRetryFile={files.retry}
      onNewPoll={() => openDialog({ name: 'poll' })}
      onSchedule={schedule}
      mentionable={mentionable}
      groups={groups}
      everyone={audience !== null && mayCallEveryone(audience)}
      emoji={emoji}
    />
  )
}

const noItems: readonly TimelineItem[] = []

/** What the message will be a reply to, for people to read. Fetched if it is not in the loaded part of the timeline. */
function useReplyTarget(number: number | null): { author: string; text: string } | null {
  const { channel } = useConversation()
  const shown = sentMessage(useReadable(channel.timeline).items, number)
  const quotedOf = useQuotedMessages(channel, noItems, shown ? null : number)
  const message = shown ?? (number === null ? null : (quotedOf(number) ?? null))
  const author = useUser(message?.userId ?? null)
  const text = useSummaryText(message)
  if (number === null) return null
  // While it is being fetched, the bar already says that this is an answer: Enter sends one.
  return { author: message ? displayName(message.userId ? author : null) : '…', text }
}

/**
 * My message that is being edited. It stays in hand, as it was when editing began, whatever happens to it or to the loaded
 * part of the timeline: only I end the editing.
 */
function useEdited(): EditedMessage | null {
  const { channel, editing, edit } = useConversation()
  const shown = sentMessage(useReadable(channel.timeline).items, editing)
  const [begun, setBegun] = useState<Message | null>(null)
  const [newest, setNewest] = useState<Message | null>(null)
  if (editing !== null && begun?.number !== editing && shown) setBegun(shown)
  if (editing === null && begun) setBegun(null)
  // The message may have left the loaded part of the timeline.
  useEffect(() => {
    if (editing === null) return
    const end = channel.on('message', ({ message }) => message.number === editing && setNewest(message))
    return () => {
      end()
      setNewest(null)
    }
  }, [channel, editing])
  const isUnknown = editing !== null && begun?.number !== editing && !shown
  useEffect(() => {
    if (isUnknown) edit(null)
  }, [isUnknown, edit])
  if (editing === null || begun?.number !== editing) return null
  const now = shown ?? newest ?? begun
  return {
    number: editing,
    content: begun.content,
    lost: now.deletedAt === null ? null : 'The message was deleted.',
    changedElsewhere: now.content !== begun.content,
  }
}

function sentMessage(items: readonly TimelineItem[], number: number | null): Message | null {
  const item = items.find((one) => one.state === 'sent' && one.message.number === number)
  return item?.state === 'sent' ? item.message : null
}

/** The number of my last message that can be edited. */
function lastEditableNumber(items: readonly TimelineItem[], meId: string): number | null {
  const item = items.findLast(
    (one) =>
      one.state === 'sent' &&
      one.message.userId === meId &&
      one.message.kind === 'user' &&
      !one.message.deletedAt &&
      !one.message.poll &&
      !one.message.forwarded,
  )
  return item?.state === 'sent' ? item.message.number : null
}

function placeholderOf(summary: ChannelSummary | null): string {
  if (summary?.kind === 'thread') return 'Reply in the thread'
  return summary ? `Message ${channelTitle(summary)}` : 'Message'
}
