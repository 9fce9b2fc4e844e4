'use client'

import { Eye, EyeOff } from 'lucide-react'
import { type ComponentPropsWithoutRef, forwardRef, type ReactNode, useId, useState } from 'react'
import { cn } from '../../class-names.ts'

type FieldProps = {
  label: string
  /** What is wrong, in words for people. It is announced when it appears. */
  error?: string | undefined
  hint?: ReactNode
  /** Shows the label only to screen readers. */
  hideLabel?: boolean
}

export type TextFieldProps = ComponentPropsWithoutRef<'input'> & FieldProps & { icon?: ReactNode }
export type TextAreaProps = ComponentPropsWithoutRef<'textarea'> & FieldProps

const control = cn(
  'w-full rounded-md border border-line-strong bg-field text-base text-ink placeholder:text-ink-faint',
  'transition-colors duration-100 hover:border-ink-faint aria-invalid:border-danger-text',
  'disabled:cursor-default disabled:opacity-60',
  // Chromium draws the cross of a search field in a blue of its own.
  '[&::-webkit-search-cancel-button]:grayscale',
)

/**
 * An input with its label, hint and error, connected for screen readers. A password gets a button that shows it. It
 * takes the props of `<input>`, so `register('name')` of react-hook-form can be spread onto it.
 */
export const TextField = forwardRef<HTMLInputElement, TextFieldProps>(function TextField(
  { label, error, hint, hideLabel, icon, className, id, ...props },
  ref,
) {
  const field = useField({ id, error, hint })
  const [shown, setShown] = useState(false)
  const secret = props.type === 'password'
  return (
    <Field {...{ label, error, hint, hideLabel, className, field }}>
      <div className="relative">
        {icon && (
          <span
            aria-hidden
            className="pointer-events-none absolute inset-y-0 start-3 flex items-center text-ink-faint [&_svg]:size-4"
          >
            {icon}
          </span>
        )}
        <input
          ref={ref}
          {...props}
          {...field.control}
          type={secret && shown ? 'text' : props.type}
          className={cn(control, 'h-10 px-3', icon && 'ps-9', secret && 'pe-11')}
        />
        {secret && (
          <button
            type="button"
            aria-label="Show what is typed"
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-1 end-1 flex w-8 cursor-pointer items-center justify-center rounded text-ink-muted hover:bg-hover hover:text-ink"
          >
            {shown ? <EyeOff className="size-4" /> : <Eye className="size-4" />}
          </button>
        )}
      </div>
    </Field>
  )
})

/** Like `TextField`, for several lines of text. */
export const TextArea = forwardRef<HTMLTextAreaElement, TextAreaProps>(function TextArea(
  { label, error, hint, hideLabel, className, id, rows = 3, ...props },
  ref,
) {
  const field = useField({ id, error, hint })
  return (
    <Field {...{ label, error, hint, hideLabel, className, field }}>
      <textarea
        ref={ref}
        {...props}
        {...field.control}
        rows={rows}
        className={cn(control, 'block resize-y px-3 py-2')}
      />
    </Field>
  )
})

function useField({ id, error, hint }: { id: string | undefined; error: string | undefined; hint: ReactNode }) {
  const own = useId()
  const controlId = id ?? own
  const hintId = `${controlId}-hint`
  const errorId = `${controlId}-error`
  const described = [error && errorId, hint && hintId].filter(Boolean).join(' ') || undefined
  return {
    hintId,
    errorId,
    control: { id: controlId, 'aria-describedby': described, 'aria-invalid': error ? true : undefined },
  }
}

type FieldFrameProps = FieldProps & {
  className: string | undefined
  field: ReturnType<typeof useField>
  children: ReactNode
}

function Field({ label, error, hint, hideLabel, className, field, children }: FieldFrameProps) {
  return (
    <div className={cn('flex flex-col gap-1.5', className)}>
      <label htmlFor={field.control.id} className={cn('font-medium text-ink text-sm', hideLabel && 'sr-only')}>
        {label}
      </label>
      {children}
      <p id={field.errorId} role="alert" className={cn('text-danger-text text-sm', !error && 'hidden')}>
        {error}
      </p>
      {hint && (
        <p id={field.hintId} className="text-ink-muted text-sm">
          {hint}
        </p>
      )}
    </div>
  )
}
