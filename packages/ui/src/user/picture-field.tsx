'use client'

import { ImageUp, Trash2 } from 'lucide-react'
import { useRef } from 'react'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { Avatar } from './avatar.tsx'
import { cropSquare } from './crop-square.ts'
import type { Person } from './person.ts'

export type PictureFieldProps = {
  user: Person
  /**
   * Saves the picture. Rejects with an Error whose message is shown.
   *
   * @param picture cut to a square; null: remove the present one
   */
  onPicture: (picture: Blob | null) => Promise<void>
}

/** My picture, with buttons that choose another one or remove it. It is saved at once. */
export function PictureField({ user, onPicture }: PictureFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  const { submit, pending, error } = useSubmit(async (file: File | null) => onPicture(file && (await cropSquare(file))))
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-4">
        <Avatar user={user} size="xl" className={pending ? 'opacity-50' : ''} />
        <div className="flex flex-col items-start gap-2">
          <Button size="sm" pending={pending} onClick={() => input.current?.click()}>
            <ImageUp aria-hidden />
            Choose a picture
          </Button>
          {user.avatarUrl && (
            <Button size="sm" variant="ghost" className="-ms-1" disabled={pending} onClick={() => void submit(null)}>
              <Trash2 aria-hidden />
              Remove it
            </Button>
          )}
        </div>
        <input
          ref={input}
          type="file"
          accept="image/*"
          className="hidden"
          onChange={(event) => {
            const file = event.target.files?.[0]
            // Emptied, so that choosing the same file again is a change, too.
            event.target.value = ''
            if (file) void submit(file)
          }}
        />
      </div>
      <FormError error={error} />
    </div>
  )
}
