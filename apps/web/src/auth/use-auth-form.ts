'use client'

import { useState } from 'react'
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form'
import { errorText } from '../errors.ts'
import { useHydrated } from '../use-hydrated.ts'

type Options<T extends FieldValues> = {
  form: UseFormReturn<T>
  /** Logs in, one way or the other. */
  submit: (values: T) => Promise<unknown>
  /** Words for a refusal that belongs to one field, as an error of type `server`. Null: it is shown above the button. */
  fieldError: (error: unknown) => { field: FieldPath<T>; text: string } | null
  /** Where to go then. */
  next: string
}

/**
 * What login and register share: send once, put a refusal where it belongs, and leave for the app with a fresh page,
 * so that nothing of a former user is left in memory.
 */
export function useAuthForm<T extends FieldValues>({ form, submit, fieldError, next }: Options<T>) {
  const [error, setError] = useState<string | null>(null)
  const [leaving, setLeaving] = useState(false)

  const onSubmit = form.handleSubmit(async (values) => {
    setError(null)
    try {
      await submit(values)
      setLeaving(true)
      window.location.assign(next)
    } catch (cause) {
      const own = fieldError(cause)
      if (own) form.setError(own.field, { type: 'server', message: own.text }, { shouldFocus: true })
      else setError(errorText(cause))
    }
  })

  return {
    onSubmit,
    error,
    pending: form.formState.isSubmitting || leaving,
    /** Until React runs, the browser itself would submit the form. What is typed before that is kept. */
    ready: useHydrated(),
  }
}
