'use client'

import { Check } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

export type MenuChoiceProps<T extends string> = {
  label: string
  /** Null: none of them is chosen. */
  value: T | null
  choices: readonly { value: T; label: string; icon?: ReactNode }[]
  onChoose: (value: T) => void
}

/** A group of items in a `Menu`, of which one is chosen. */
export function MenuChoice<T extends string>({ label, value, choices, onChoose }: MenuChoiceProps<T>) {
  return (
    <Radix.RadioGroup aria-label={label} value={value ?? ''}>
      <Radix.Label className="px-2 pt-1.5 pb-1 font-medium text-ink-muted text-xs">{label}</Radix.Label>
      {choices.map((choice) => (
        <Radix.RadioItem
          key={choice.value}
          value={choice.value}
          onSelect={() => onChoose(choice.value)}
          className="flex min-h-8 cursor-pointer select-none items-center gap-2.5 rounded-md px-2 py-1 text-ink text-sm outline-none data-[highlighted]:bg-hover"
        >
          <span
            aria-hidden
            className="flex w-4 shrink-0 justify-center text-ink-muted [&_svg:not([class*=size])]:size-4"
          >
            {choice.icon}
          </span>
          <span className="min-w-0 flex-1 truncate">{choice.label}</span>
          <Radix.ItemIndicator>
            <Check aria-hidden className="size-4 text-accent-text" />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  )
}
