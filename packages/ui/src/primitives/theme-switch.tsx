'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { RadioGroup } from 'radix-ui'
import { cn } from '../class-names.ts'

/** `system`: light or dark as the operating system is. */
export type Theme = 'system' | 'light' | 'dark'

export type ThemeSwitchProps = {
  theme: Theme
  onTheme: (theme: Theme) => void
  className?: string
}

const choices = [
  { value: 'system', label: 'System', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const satisfies { value: Theme; label: string; icon: unknown }[]

/** The choice of the theme: three choices side by side. The arrow keys choose the next and the previous. */
export function ThemeSwitch({ theme, onTheme, className }: ThemeSwitchProps) {
  return (
    <RadioGroup.Root
      aria-label="Theme"
      orientation="horizontal"
      value={theme}
      onValueChange={(value) => {
        const choice = choices.find((c) => c.value === value)
        if (choice) onTheme(choice.value)
      }}
      className={cn('grid grid-cols-3 gap-0.5 rounded-md bg-active p-0.5', className)}
    >
      {choices.map(({ value, label, icon: Icon }) => (
        <RadioGroup.Item
          key={value}
          value={value}
          className={cn(
            'flex h-7 cursor-pointer items-center justify-center gap-1.5 rounded px-2 font-medium text-ink-muted text-xs',
            'transition-colors duration-100 hover:text-ink data-[state=checked]:bg-raised data-[state=checked]:text-ink data-[state=checked]:shadow-sm',
          )}
        >
          <Icon aria-hidden className="size-3.5" />
          {label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}
