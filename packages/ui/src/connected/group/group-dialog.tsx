'use client'

import { useGroups } from '@chime/client/react'
import { GroupDialog as GroupDialogView } from '../../group/group-dialog.tsx'
import { useDialogs } from '../dialogs/dialogs.tsx'
import { useDialog } from '../dialogs/use-dialog.ts'
import { useUserLookup } from '../user/use-user-lookup.ts'

/** The dialog that shows a user group and who is in it. */
export function GroupDialog() {
  const { groupId } = useDialogs()
  return groupId && <About groupId={groupId} />
}

function About({ groupId }: { groupId: string }) {
  const { open, onOpenChange } = useDialog('group')
  const { openUser } = useDialogs()
  const group = useGroups().find(({ id }) => id === groupId) ?? null
  const users = useUserLookup(open ? (group?.memberIds ?? none) : none)
  return <GroupDialogView {...{ open, onOpenChange, group, users }} onOpenUser={openUser} />
}

const none: readonly string[] = []
