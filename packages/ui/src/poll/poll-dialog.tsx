'use client'

import { limits } from '@chime/protocol'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { Switch } from '../primitives/form/switch.tsx'
import { TextField } from '../primitives/form/text-field.tsx'
import { IconButton } from '../primitives/icon-button.tsx'

/** `multiple`: several options may be chosen. */
export type NewPoll = { question: string; options: string[]; multiple: boolean }

export type PollDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Rejects with an Error whose message is shown. The caller closes the dialog. */
  onCreate: (poll: NewPoll) => Promise<void>
}

/** Asks for the question and the options of a new poll. */
export function PollDialog({ open, onOpenChange, onCreate }: PollDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Create a poll">
      <PollForm onCreate={onCreate} />
    </Dialog>
  )
}

function PollForm({ onCreate }: Pick<PollDialogProps, 'onCreate'>) {
  const [question, setQuestion] = useState('')
  const [options, setOptions] = useState(() => ['', ''].map(toChoice))
  const [multiple, setMultiple] = useState(false)
  const { submit, pending, error } = useSubmit(() => {
    const texts = options.map(({ text }) => text.trim()).filter(Boolean)
    if (question.trim() === '') throw new Error('Write the question.')
    if (texts.length < 2) throw new Error('Write at least two choices.')
    if (new Set(texts).size < texts.length) throw new Error('Two choices are the same.')
    return onCreate({ question: question.trim(), options: texts, multiple })
  })
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <TextField
        label="Question"
        value={question}
        maxLength={limits.pollTextMax}
        onChange={(event) => setQuestion(event.target.value)}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 font-medium text-ink text-sm">Choices</legend>
        {options.map(({ key, text }, index) => (
          <div key={key} className="flex items-center gap-1">
            <TextField
              className="min-w-0 flex-1"
              label={`Choice ${index + 1}`}
              hideLabel
              placeholder={`Choice ${index + 1}`}
              value={text}
              maxLength={limits.pollTextMax}
              onChange={(event) =>
                setOptions(options.map((one) => (one.key === key ? { key, text: event.target.value } : one)))
              }
            />
            {options.length > 2 && (
              <IconButton
                label={`Remove choice ${index + 1}`}
                icon={<X />}
                onClick={() => setOptions(options.filter((one) => one.key !== key))}
              />
            )}
          </div>
        ))}
        {options.length < limits.pollOptionsMax && (
          <Button
            size="sm"
            variant="ghost"
            className="self-start"
            onClick={() => setOptions([...options, toChoice('')])}
          >
            <Plus /> Add a choice
          </Button>
        )}
      </fieldset>
      <Switch label="Several may be chosen" checked={multiple} onCheckedChange={setMultiple} />
      <FormError error={error} />
      <div className="flex justify-end">
        <Button type="submit" variant="primary" pending={pending}>
          Create poll
        </Button>
      </div>
    </form>
  )
}

let choices = 0
/** With a key that tells it from other choices when one of them is removed. */
const toChoice = (text: string) => ({ key: ++choices, text })
