'use client'

import { useHydrated } from '@chime/ui'
import { errorText } from '@chime/ui/connected'
import { useState } from 'react'
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form'
import { config } from 'zod'

// Otherwise zod tries whether it may evaluate text as code, and the browser reports that as an attack.
config({ jitless: true })

type Options<T extends FieldValues> = {
  form: UseFormReturn<T>
  /** Sends the form to the server. False: something more is asked first. */
  submit: (values: T) => Promise<unknown>
  /** The text for an error that belongs to one field; null for one that is shown above the button. */
  fieldError: (error: unknown, values: T) => { field: FieldPath<T>; text: string } | null
} & (
  | {
      /** The path to go to afterwards. */
      next: string
    }
  | {
      /** Is called afterwards, and shows what happens now. */
      onDone: (values: T) => void
    }
)

/**
 * What the forms share with which one gets into an account. It sends the form and shows an error at the field that it
 * belongs to (as an error of type `server`) or above the button. When somebody is logged in by it, it loads a new page
 * instead of navigating inside this one, so that nothing of a former user is left in memory.
 */
export function useAuthForm<T extends FieldValues>({ form, submit, fieldError, ...then }: Options<T>) {
  const [error, setError] = useState<string | null>(null)
  const [leaving, setLeaving] = useState(false)

  const onSubmit = form.handleSubmit(async (values) => {
    setError(null)
    try {
      if ((await submit(values)) === false) return
      if ('onDone' in then) return then.onDone(values)
      setLeaving(true)
      window.location.assign(then.next)
    } catch (cause) {
      const own = fieldError(cause, values)
      if (own) form.setError(own.field, { type: 'server', message: own.text }, { shouldFocus: true })
      else setError(errorText(cause))
    }
  })

  return {
    onSubmit,
    error,
    pending: form.formState.isSubmitting || leaving,
    /** False until React runs: before that, the browser itself would submit the form. What is typed early is kept. */
    ready: useHydrated(),
  }
}
