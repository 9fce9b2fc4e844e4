'use client'

import { useReadable } from '@chime/client/react'
import { MissingChannel } from '../../channel/channel-states.tsx'
import { DropZone } from '../../composer/drop-zone.tsx'
import { Composer } from '../composer/composer.tsx'
import { InvitedPeer } from '../invitation/invited-peer.tsx'
import { MessageList, type MessageListProps } from '../message-list/message-list.tsx'
import { ConversationScope, type ConversationScopeProps, useConversation } from './conversation-scope.tsx'

type ConversationBodyProps = Pick<ConversationScopeProps, 'channelId' | 'parentId'> &
  Omit<MessageListProps, 'channelId'>

/** The messages of a channel or a thread, and the composer below them. */
export function ConversationBody({ channelId, parentId, ...props }: ConversationBodyProps) {
  return (
    <ConversationScope channelId={channelId} parentId={parentId}>
      <Body {...props} />
    </ConversationScope>
  )
}

function Body(props: Omit<MessageListProps, 'channelId'>) {
  const { channel, rights, files, editing } = useConversation()
  const isMissing = useReadable(channel.missing)
  return (
    <DropZone onFiles={rights.write && editing === null ? files.add : undefined} onFolders={files.refuseFolders}>
      {isMissing ? <MissingChannel /> : <MessageList {...props} />}
      <InvitedPeer channelId={channel.id} />
      <Composer />
    </DropZone>
  )
}
