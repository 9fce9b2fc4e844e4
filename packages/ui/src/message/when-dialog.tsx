'use client'

import { limits } from '@chime/protocol'
import { useState } from 'react'
import { useMinute } from '../calendar/use-calendar.ts'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { TextField } from '../primitives/form/text-field.tsx'
import { shortTime } from '../times.ts'
import { suggestedTimes, toLocalInput } from './suggested-times.ts'

export type WhenDialogProps = {
  title: string
  description?: string
  confirmLabel: string
  open: boolean
  onOpenChange: (open: boolean) => void
  /**
   * Rejects with an Error whose message is shown. The caller closes the dialog.
   *
   * @param at the chosen time, ISO 8601, in the future
   */
  onChoose: (at: string) => Promise<void>
}

/** Asks for a time in the future, for a reminder or a scheduled message: one of the suggested ones, or any other. */
export function WhenDialog({ title, description, confirmLabel, open, onOpenChange, onChoose }: WhenDialogProps) {
  return (
    <Dialog size="sm" open={open} onOpenChange={onOpenChange} title={title} description={description}>
      <Choices confirmLabel={confirmLabel} onChoose={onChoose} />
    </Dialog>
  )
}

function Choices({ confirmLabel, onChoose }: Pick<WhenDialogProps, 'confirmLabel' | 'onChoose'>) {
  const now = useMinute()
  const [local, setLocal] = useState(() => toLocalInput(now + 2 * 3_600_000))
  const { submit, pending, error } = useSubmit((at: number) => {
    if (!(at > Date.now())) throw new Error('Choose a time that is still to come.')
    return onChoose(new Date(at).toISOString())
  })
  return (
    <div className="flex flex-col gap-3">
      <ul className="flex flex-col gap-1.5">
        {suggestedTimes(now).map(({ label, at }) => (
          <li key={label}>
            <Button block onClick={() => void submit(at)}>
              <span className="flex-1 text-start">{label}</span>
              <span className="font-normal text-ink-muted">{shortTime(new Date(at).toISOString())}</span>
            </Button>
          </li>
        ))}
      </ul>
      <form
        noValidate
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          void submit(new Date(local).getTime())
        }}
      >
        <TextField
          className="min-w-0 flex-1"
          label="At another time"
          type="datetime-local"
          value={local}
          min={toLocalInput(now)}
          max={toLocalInput(now + limits.scheduleDaysMax * 86_400_000)}
          onChange={(event) => setLocal(event.target.value)}
        />
        <Button type="submit" variant="primary" className="h-10" pending={pending}>
          {confirmLabel}
        </Button>
      </form>
      <FormError error={error} />
    </div>
  )
}
