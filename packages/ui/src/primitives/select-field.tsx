'use client'

import { ChevronDown } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { cn } from '../class-names.ts'

export type SelectChoice = { value: string; label: string }

export type SelectFieldProps = Omit<ComponentProps<'select'>, 'children'> & {
  label: string
  choices: readonly SelectChoice[]
  hint?: ReactNode
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean
}

/** One of a few values. The browser's own list: the one that every phone and screen reader knows how to show. */
export function SelectField({ label, choices, hint, hideLabel, className, id, ...props }: SelectFieldProps) {
  const own = useId()
  const fieldId = id ?? own
  return (
    <div className={cn('flex flex-col gap-1.5', className)}>
      <label htmlFor={fieldId} className={cn('font-medium text-ink text-sm', hideLabel && 'sr-only')}>
        {label}
      </label>
      <div className="relative">
        <select
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
}
