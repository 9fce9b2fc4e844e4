'use client'

import { limits } from '@chime/protocol'
import { Hash, Lock } from 'lucide-react'
import { RadioGroup } from 'radix-ui'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { type PeopleSearch, PersonPicker } from '../people/person-picker.tsx'
import { toggled } from '../people/toggled.ts'
import type { Person } from '../person.ts'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form-error.tsx'
import { TextField } from '../primitives/text-field.tsx'
import { useSubmit } from '../primitives/use-submit.ts'

export type NewChannelKind = 'public' | 'group'

export type NewChannel = { kind: NewChannelKind; name: string; description: string | null; memberIds: string[] }

export type NewChannelDialogProps = PeopleSearch & {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Resolves when it is made (the caller closes the dialog and opens the channel); rejects with an Error whose message is shown. */
  onCreate: (channel: NewChannel) => Promise<void>
}

export function NewChannelDialog(props: NewChannelDialogProps) {
  // The form is unmounted with the dialog, and what was typed with it.
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
          onToggle={(person) => setMembers(toggled(members, person))}
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
