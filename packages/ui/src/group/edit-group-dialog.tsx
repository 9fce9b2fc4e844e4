'use client'

import { groupsCreate, limits } from '@chime/protocol'
import { type FormEvent, useId, useState } from 'react'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { TextArea, TextField } from '../primitives/form/text-field.tsx'
import type { Person } from '../user/person.ts'
import { type PeopleSearch, PersonPicker } from '../user/person-picker.tsx'
import { togglePerson } from '../user/toggle-person.ts'

/** What a form says of a group. */
export type GroupFields = { handle: string; name: string; description: string | null; memberIds: string[] }

export type EditGroupDialogProps = PeopleSearch & {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** The group as it is; null: a new one is made. */
  group: (Omit<GroupFields, 'memberIds'> & { members: readonly Person[] }) | null
  /** Called with what was changed alone. Rejects with an Error whose message is shown. The caller closes the dialog. */
  onSave: (changed: Partial<GroupFields>) => Promise<void>
  /** Asks whether the group is to be deleted. */
  onDelete?: (() => void) | undefined
}

type Wrong = { handle?: string; name?: string; members?: string }

/** Makes a user group, or changes one. */
export function EditGroupDialog(props: EditGroupDialogProps) {
  // Without the dialog there is no body, so that nothing is left of it when it opens again.
  return props.open ? <Body {...props} /> : null
}

function Body({ open, onOpenChange, group, onSave, onDelete, ...search }: EditGroupDialogProps) {
  const formId = useId()
  const [members, setMembers] = useState<readonly Person[]>(group?.members ?? [])
  const [wrong, setWrong] = useState<Wrong>({})
  const { submit, pending, error } = useSubmit(onSave)

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const fields = fieldsOf(new FormData(event.currentTarget), members)
    const found = wrongIn(fields)
    setWrong(found)
    if (Object.keys(found).length === 0) void submit(group ? changedFrom(group, fields) : fields)
  }

  return (
    <Dialog
      title={group ? 'Edit group' : 'New group'}
      open={open}
      onOpenChange={onOpenChange}
      footer={
        <>
          {onDelete && (
            <Button variant="ghost" className="me-auto -ms-2" onClick={onDelete}>
              Delete group
            </Button>
          )}
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} pending={pending}>
            {group ? 'Save' : 'Create'}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={onSubmit} className="flex flex-col gap-4">
        <FormError error={error ?? wrong.members} />
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          placeholder="Design team"
          defaultValue={group?.name}
          maxLength={limits.groupNameMax}
          error={wrong.name}
        />
        <TextField
          label="Handle"
          name="handle"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="design-team"
          defaultValue={group?.handle}
          maxLength={limits.usernameMax + 1}
          error={wrong.handle}
          hint={
            group
              ? 'What was written with the old handle stays as it is.'
              : 'People write it after an @ to call everyone in the group.'
          }
        />
        <TextArea
          label="Description"
          name="description"
          rows={2}
          defaultValue={group?.description ?? ''}
          maxLength={limits.groupDescriptionMax}
        />
        <PersonPicker
          {...search}
          multiple
          compact
          label={`Members (${members.length})`}
          selected={members}
          onToggle={(person) => setMembers(togglePerson(members, person))}
        />
      </form>
    </Dialog>
  )
}

function fieldsOf(form: FormData, members: readonly Person[]): GroupFields {
  const value = (field: string) => String(form.get(field) ?? '').trim()
  return {
    name: value('name'),
    handle: value('handle').replace(/^@/, '').toLowerCase(),
    description: value('description') || null,
    memberIds: members.map(({ id }) => id),
  }
}

/** What the server would refuse, in words for people. */
function wrongIn({ handle, name, memberIds }: GroupFields): Wrong {
  const isHandle = groupsCreate.input.safeParse({ handle, name: 'x' }).success
  const isName = groupsCreate.input.safeParse({ handle: 'xxx', name }).success
  const { usernameMin, usernameMax, groupMembersMax } = limits
  return {
    ...(!isHandle && {
      handle: `${usernameMin} to ${usernameMax} of a–z, 0–9, _, . and -, and no word that means something else, such as here.`,
    }),
    ...(!isName && { name: 'A group needs a name.' }),
    ...(memberIds.length > groupMembersMax && { members: `A group has at most ${groupMembersMax} people.` }),
  }
}

/** Only what was changed, so that what somebody else changes meanwhile stays. */
function changedFrom(group: NonNullable<EditGroupDialogProps['group']>, fields: GroupFields): Partial<GroupFields> {
  const before = new Set(group.members.map(({ id }) => id))
  const isSame = before.size === fields.memberIds.length && fields.memberIds.every((id) => before.has(id))
  return {
    ...(fields.name !== group.name && { name: fields.name }),
    ...(fields.handle !== group.handle && { handle: fields.handle }),
    ...(fields.description !== group.description && { description: fields.description }),
    ...(!isSame && { memberIds: fields.memberIds }),
  }
}
