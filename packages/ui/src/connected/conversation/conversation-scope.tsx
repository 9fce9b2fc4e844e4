'use client'

import type { Channel } from '@chime/client'
import { useChannel, useMe } from '@chime/client/react'
import type { ChannelSummary } from '@chime/protocol'
import { createContext, type ReactNode, Suspense, useContext, useMemo, useState } from 'react'
import type { MessageRights } from '../../message/message-rights.ts'
import { useComposerFiles } from '../composer/use-composer-files.ts'
import { LazyMessageDialogs } from '../message/lazy-message-dialogs.tsx'
import { useMessageRights } from '../message/message-rights.ts'
import { type MessageDialog, useMessageDialog } from '../message/use-message-dialog.ts'
import { useReadMarker } from '../read-marker/use-read-marker.ts'

type Scope = {
  channel: Channel
  /** Null while it loads. */
  summary: ChannelSummary | null
  /** The channel that a thread is in; for any other channel, the same as `summary`. */
  parentChannel: ChannelSummary | null
  /** Empty while it is not known who I am. */
  meId: string
  rights: MessageRights
  readMarker: ReturnType<typeof useReadMarker>
  files: ReturnType<typeof useComposerFiles>
  /** The number of my message that is being edited. */
  editing: number | null
  edit: (number: number | null) => void
  openDialog: (dialog: MessageDialog) => void
}

const ScopeContext = createContext<Scope | null>(null)

export type ConversationScopeProps = {
  /** A channel or a thread. */
  channelId: string
  /** The channel that a thread is in, if it is known before the thread is loaded. */
  parentId?: string | undefined
  /** Nobody writes here: answering and editing are not offered. */
  readOnly?: boolean | undefined
  children?: ReactNode
}

/**
 * What the messages of a channel and the composer below them share: which message is edited, which files are added,
 * which dialog is open. `Conversation` has one; whoever places `MessageList` and `Composer` apart from each other puts
 * one around both.
 */
export function ConversationScope({ channelId, parentId, readOnly = false, children }: ConversationScopeProps) {
  const { channel, summary } = useChannel(channelId)
  const { summary: parentChannel } = useChannel(parentId ?? summary?.parent?.channelId ?? channelId)
  const meId = useMe()?.id ?? ''
  const allowed = useMessageRights(summary, parentChannel)
  const rights = useMemo(() => (readOnly ? { ...allowed, write: false } : allowed), [allowed, readOnly])
  const readMarker = useReadMarker(channel, summary)
  const files = useComposerFiles(channel)
  const [editing, edit] = useState<number | null>(null)
  const { dialog, open, close } = useMessageDialog()
  const scope = { channel, summary, parentChannel, meId, rights, readMarker, files, editing, edit, openDialog: open }
  return (
    <ScopeContext.Provider value={scope}>
      {children}
      {dialog && (
        <Suspense fallback={null}>
          <LazyMessageDialogs channel={channel} dialog={dialog} onClose={close} />
        </Suspense>
      )}
    </ScopeContext.Provider>
  )
}

/** The conversation around a part; null if there is none. */
export const useScope = (): Scope | null => useContext(ScopeContext)

/** The conversation around a part. */
export function useConversation(): Scope {
  const scope = useScope()
  if (!scope) throw new Error('This part needs a ConversationScope above it')
  return scope
}
