'use client'

import { type CustomEmoji as CustomEmojiRow, emojiName } from '@chime/protocol'
import { Trash2 } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { useMinute } from '../calendar/use-calendar.ts'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { TextField } from '../primitives/form/text-field.tsx'
import { IconButton } from '../primitives/icon-button.tsx'
import { SkeletonRows } from '../primitives/skeleton.tsx'
import { timeAgo } from '../times.ts'
import { CustomEmoji } from './custom-emoji.tsx'

export type EmojiAdminProps = {
  emoji: readonly CustomEmojiRow[]
  loading?: boolean
  error?: string | null
  /** This and `onDelete` reject with an Error whose message is shown. */
  onAdd: (name: string, picture: File) => Promise<void>
  onDelete: (name: string) => Promise<void>
}

/** For admins: the custom emoji of this server, a form that adds one, and a button that deletes one. */
export function EmojiAdmin({ emoji, loading = false, error, onAdd, onDelete }: EmojiAdminProps) {
  return (
    <div className="flex flex-col gap-4">
      <AddForm onAdd={onAdd} />
      <FormError error={error} />
      {loading && emoji.length === 0 && <SkeletonRows rows={3} className="px-0" />}
      {!loading && !error && emoji.length === 0 && <p className="text-ink-muted text-sm">There are none yet.</p>}
      <ul aria-label="Custom emoji" className="grid gap-x-6 sm:grid-cols-2">
        {emoji.map((one) => (
          <Item key={one.name} emoji={one} onDelete={onDelete} />
        ))}
      </ul>
    </div>
  )
}

function AddForm({ onAdd }: Pick<EmojiAdminProps, 'onAdd'>) {
  const form = useRef<HTMLFormElement>(null)
  const [wrong, setWrong] = useState<{ name?: string; picture?: string }>({})
  const { submit, pending, error } = useSubmit(async (name: string, picture: File) => {
    await onAdd(name, picture)
    form.current?.reset()
  })

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const name = String(data.get('name') ?? '')
      .trim()
      .replaceAll(':', '')
      .toLowerCase()
    const picture = data.get('picture')
    const isPicture = picture instanceof File && picture.size > 0
    const isName = emojiName.safeParse(name).success
    setWrong({
      ...(isName ? {} : { name: 'Up to 30 of a–z, 0–9, _, + and -' }),
      ...(isPicture ? {} : { picture: 'Choose a picture.' }),
    })
    if (isName && isPicture) void submit(name, picture)
  }

  return (
    <form ref={form} noValidate onSubmit={onSubmit} className="flex flex-col gap-3">
      <FormError error={error} />
      <div className="grid items-start gap-3 sm:grid-cols-[1fr_1.4fr_auto]">
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          autoCapitalize="none"
          placeholder="party_parrot"
          maxLength={32}
          error={wrong.name}
        />
        <TextField
          label="Picture"
          name="picture"
          type="file"
          accept="image/*"
          error={wrong.picture}
          className="[&_input]:cursor-pointer [&_input]:py-2 [&_input]:text-sm [&_input]:file:me-3 [&_input]:file:cursor-pointer [&_input]:file:font-medium [&_input]:file:text-accent-text"
        />
        <Button type="submit" variant="primary" pending={pending} className="h-10 sm:mt-6.5">
          Add emoji
        </Button>
      </div>
    </form>
  )
}

function Item({ emoji, onDelete }: { emoji: CustomEmojiRow; onDelete: EmojiAdminProps['onDelete'] }) {
  useMinute()
  const { submit, pending, error } = useSubmit(onDelete)
  return (
    <li className="border-line border-b py-2">
      <div className="flex items-center gap-3">
        <CustomEmoji name={`:${emoji.name}:`} url={emoji.url} className="size-7" />
        <div className="min-w-0 flex-1">
          <p className="truncate text-ink text-sm">:{emoji.name}:</p>
          <p className="text-ink-muted text-xs">added {timeAgo(emoji.createdAt)}</p>
        </div>
        <IconButton
          size="sm"
          variant="danger"
          label={`Delete :${emoji.name}:`}
          icon={<Trash2 />}
          tooltip={false}
          disabled={pending}
          onClick={() => void submit(emoji.name)}
        />
      </div>
      <FormError error={error} />
    </li>
  )
}
