'use client'

import { limits } from '@chime/protocol'
import { Hash, Lock } from 'lucide-react'
import { RadioGroup } from 'radix-ui'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { TextField } from '../primitives/form/text-field.tsx'
import type { Person } from '../user/person.ts'
import { type PeopleSearch, PersonPicker } from '../user/person-picker.tsx'
import { togglePerson } from '../user/toggle-person.ts'

/** `public`: everyone can find and join it. `group`: private, only for those who are added. */
export type NewChannelKind = 'public' | 'group'

export type NewChannel = { kind: NewChannelKind; name: string; description: string | null; memberIds: string[] }

export type NewChannelDialogProps = PeopleSearch & {
  open: boolean
  onOpenChange: (open: boolean) => void
  /**
   * Creates the channel; the caller then closes the dialog and opens it. Rejects with an Error whose message is shown.
   */
  onCreate: (channel: NewChannel) => Promise<void>
}

/** Asks for what a new channel needs: name, description, who can see it, and the first members. */
export function NewChannelDialog(props: NewChannelDialogProps) {
  // Without the dialog there is no form, so that it is empty when the dialog opens again.
  return props.open ? <NewChannelForm {...props} /> : null
}

function NewChannelForm({ open, onOpenChange, onCreate, ...search }: NewChannelDialogProps) {
  const formId = useId()
  const [kind, setKind] = useState<NewChannelKind>('public')
  const [members, setMembers] = useState<readonly Person[]>([])
  const [nameError, setNameError] = useState<string>()
  const { submit, pending, error } = useSubmit(onCreate)

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const name = String(form.get('name') ?? '').trim()
    if (name === '') return setNameError('Give the channel a name.')
    const description = String(form.get('description') ?? '').trim() || null
    void submit({ kind, name, description, memberIds: members.map((person) => person.id) })
  }

  return (
    <Dialog
      title="Create a channel"
      open={open}
      onOpenChange={onOpenChange}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} pending={pending}>
            Create channel
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={onSubmit} className="flex flex-col gap-4">
        <FormError error={error} />
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          maxLength={limits.channelNameMax}
          placeholder="What is it about?"
          error={nameError}
          onChange={() => setNameError(undefined)}
        />
        <TextField
          label="Description"
          name="description"
          autoComplete="off"
          maxLength={limits.descriptionMax}
          hint="Optional: one line that tells others what belongs here."
        />
        <RadioGroup.Root
          aria-label="Who can see it"
          value={kind}
          onValueChange={(value) => setKind(value === 'group' ? 'group' : 'public')}
          className="grid gap-2 sm:grid-cols-2"
        >
          <KindChoice
            value="public"
            icon={<Hash />}
            title="Public"
            text="Everyone here can find it, read it and join."
          />
          <KindChoice
            value="group"
            icon={<Lock />}
            title="Private"
            text="Only those who are added can see that it exists."
          />
        </RadioGroup.Root>
        <PersonPicker
          {...search}
          multiple
          compact
          label="Add people"
          selected={members}
          onToggle={(person) => setMembers(togglePerson(members, person))}
        />
      </form>
    </Dialog>
  )
}

type KindChoiceProps = { value: NewChannelKind; icon: ReactNode; title: string; text: string }

function KindChoice({ value, icon, title, text }: KindChoiceProps) {
  return (
    <RadioGroup.Item
      value={value}
      className="flex cursor-pointer items-start gap-2.5 rounded-lg border border-line-strong p-3 text-start transition-colors duration-100 hover:bg-hover data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft data-[state=checked]:ring-1 data-[state=checked]:ring-accent"
    >
      <span aria-hidden className="mt-0.5 text-ink-muted [&_svg]:size-4">
        {icon}
      </span>
      <span>
        <span className="block font-semibold text-ink text-sm">{title}</span>
        <span className="block text-ink-muted text-xs">{text}</span>
      </span>
    </RadioGroup.Item>
  )
}
