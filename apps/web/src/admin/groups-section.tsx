'use client'

import { useChime, useUsers } from '@chime/client/react'
import type { Group } from '@chime/protocol'
import { ConfirmDialog, EditGroupDialog, GroupAdmin, type GroupFields, PageSection } from '@chime/ui'
import { errorText, useDialogs, useNotices, useUserSearch, withErrorText } from '@chime/ui/connected'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { reasonOf } from '../errors/error-data.ts'

const queryKey = ['groups']

/** Here admins make, change and delete the user groups of this server. */
export function GroupsSection() {
  const chime = useChime()
  const queries = useQueryClient()
  const { openGroup } = useDialogs()
  const [edited, setEdited] = useState<Group | 'new' | null>(null)
  const { data, error, isPending } = useQuery({
    queryKey,
    queryFn: ({ signal }) => chime.trpc.groups.list.query(undefined, { signal }),
    staleTime: 0,
  })
  // Another admin may change them at the same time.
  useEffect(() => chime.on('group', () => void queries.invalidateQueries({ queryKey })), [chime, queries])
  return (
    <PageSection
      title="User groups"
      hint="Everybody can write @handle to call everyone in a group who is in the channel."
    >
      <GroupAdmin
        groups={data ?? []}
        loading={isPending}
        error={error ? errorText(error) : null}
        onNew={() => setEdited('new')}
        onEdit={setEdited}
        onOpen={({ id }) => openGroup(id)}
      />
      {edited && <EditGroup edited={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </PageSection>
  )
}

/** @param edited null: a new group is made */
function EditGroup({ edited, onClose }: { edited: Group | null; onClose: () => void }) {
  const { trpc } = useChime()
  const { notify } = useNotices()
  const queries = useQueryClient()
  const [isDeleting, setIsDeleting] = useState(false)
  const search = useUserSearch({ enabled: true })
  const users = useUsers(edited?.memberIds ?? none)
  // The form begins with the members, so it waits until all of them have names.
  const members = (edited?.memberIds ?? none).flatMap((id) => users.get(id) ?? [])
  const isKnown = members.length === (edited?.memberIds.length ?? 0)

  async function save(changed: Partial<GroupFields>) {
    const { handle = '', name = '', description, memberIds } = changed
    const call = edited
      ? trpc.groups.update.mutate({ id: edited.id, ...changed })
      : trpc.groups.create.mutate({ handle, name, description: description ?? undefined, memberIds })
    try {
      await withErrorText(call)
    } catch (error) {
      const isTaken = error instanceof Error && reasonOf(error.cause) === 'CONFLICT'
      throw isTaken ? new Error(`@${handle} is taken, or looks like one that is.`) : error
    }
    if (!edited) notify('success', `@${handle} can be called now`)
    await queries.invalidateQueries({ queryKey })
    onClose()
  }

  if (edited && isDeleting) {
    return (
      <ConfirmDialog
        open
        onOpenChange={(open) => !open && setIsDeleting(false)}
        title={`Delete @${edited.handle}?`}
        text="It calls nobody from then on. What was written with it stays, and so does whom that called."
        confirmLabel="Delete group"
        danger
        onConfirm={async () => {
          await withErrorText(trpc.groups.delete.mutate({ id: edited.id }))
          await queries.invalidateQueries({ queryKey })
          onClose()
        }}
      />
    )
  }
  return (
    <EditGroupDialog
      {...search}
      open={isKnown}
      onOpenChange={(open) => !open && onClose()}
      group={edited && { ...edited, members }}
      onSave={save}
      onDelete={edited ? () => setIsDeleting(true) : undefined}
    />
  )
}

const none: readonly string[] = []
