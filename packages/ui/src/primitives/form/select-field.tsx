'use client'

import { ChevronDown } from 'lucide-react'
import { type ComponentPropsWithoutRef, forwardRef, type ReactNode, useId } from 'react'
import { cn } from '../../class-names.ts'

export type SelectChoice = { value: string; label: string }

export type SelectFieldProps = Omit<ComponentPropsWithoutRef<'select'>, 'children'> & {
  label: string
  choices: readonly SelectChoice[]
  hint?: ReactNode
  /** Shows the label only to screen readers. */
  hideLabel?: boolean
}

/**
 * A list to choose one value from. It is the browser's own one, because every phone and screen reader can handle that.
 */
export const SelectField = forwardRef<HTMLSelectElement, SelectFieldProps>(function SelectField(
  { label, choices, hint, hideLabel, className, id, ...props },
  ref,
) {
  const own = useId()
  const fieldId = id ?? own
  return (
    <div className={cn('flex flex-col gap-1.5', className)}>
      <label htmlFor={fieldId} className={cn('font-medium text-ink text-sm', hideLabel && 'sr-only')}>
        {label}
      </label>
      <div className="relative">
        <select
          ref={ref}
          {...props}
          id={fieldId}
          aria-describedby={hint ? `${fieldId}-hint` : undefined}
          className="h-10 w-full cursor-pointer appearance-none rounded-md border border-line-strong bg-field ps-3 pe-9 text-base text-ink transition-colors duration-100 hover:border-ink-faint disabled:cursor-default disabled:opacity-60"
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
        <ChevronDown
          aria-hidden
          className="pointer-events-none absolute inset-y-0 end-3 my-auto size-4 text-ink-muted"
        />
      </div>
      {hint && (
        <p id={`${fieldId}-hint`} className="text-ink-muted text-sm">
          {hint}
        </p>
      )}
    </div>
  )
})
