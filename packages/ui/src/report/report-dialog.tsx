'use client'

import { limits } from '@chime/protocol'
import { type FormEvent, useId, useState } from 'react'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { TextArea } from '../primitives/form/text-field.tsx'

export type ReportDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** What is reported, for the title: "Ann Lee", "a message of Ann Lee". */
  what: string
  /** Rejects with an Error whose message is shown. The caller closes the dialog. */
  onReport: (reason: string) => Promise<void>
}

/** Asks for the reason why a person or a message is reported to the admins of the server. */
export function ReportDialog({ open, onOpenChange, what, onReport }: ReportDialogProps) {
  const formId = useId()
  const [missing, setMissing] = useState(false)
  const { submit, pending, error } = useSubmit(onReport)

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '').trim()
    setMissing(reason === '')
    if (reason !== '') void submit(reason)
  }

  return (
    <Dialog
      title={`Report ${what}`}
      description="Only the admins of this server see it. They are told who reported it."
      open={open}
      onOpenChange={onOpenChange}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} pending={pending}>
            Send report
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={onSubmit} className="flex flex-col gap-3">
        <FormError error={error} />
        <TextArea
          label="What is wrong?"
          name="reason"
          rows={4}
          maxLength={limits.reportReasonMax}
          error={missing ? 'Say in a sentence what the admins should look at.' : undefined}
          onChange={() => setMissing(false)}
        />
      </form>
    </Dialog>
  )
}
