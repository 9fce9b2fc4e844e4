'use client'

import type { ChannelSummary } from '@chime/protocol'
import { ConfirmDialog, EditChannelDialog } from '@chime/ui'
import { channelTitle } from './channel-title.ts'
import { useChannelActions } from './use-channel-actions.ts'

export type HeadingDialog = 'edit' | 'leave'

type HeadingDialogsProps = { summary: ChannelSummary; dialog: HeadingDialog | null; onClose: () => void }

/** What the menu of the open channel leads to. */
export function HeadingDialogs({ summary, dialog, onClose }: HeadingDialogsProps) {
  const { update, leave } = useChannelActions()
  const onOpenChange = (next: boolean) => !next && onClose()
  return (
    <>
      <EditChannelDialog
        open={dialog === 'edit'}
        onOpenChange={onOpenChange}
        name={summary.name ?? ''}
        description={summary.description}
        onSave={async (change) => {
          await update(summary.id, change)
          onClose()
        }}
      />
      <ConfirmDialog
        open={dialog === 'leave'}
        onOpenChange={onOpenChange}
        title={`Leave ${channelTitle(summary)}?`}
        text={
          summary.kind === 'group'
            ? 'You will no longer see this group or its history. A member can add you again.'
            : 'You can join again at any time.'
        }
        confirmLabel="Leave"
        danger
        onConfirm={() => leave(summary.id)}
      />
    </>
  )
}
