'use client'

import { cva, type VariantProps } from 'class-variance-authority'
import { type ComponentPropsWithoutRef, forwardRef, type ReactNode } from 'react'
import { cn } from '../class-names.ts'
import { Tooltip } from './tooltip.tsx'

const iconButton = cva(
  [
    'inline-flex shrink-0 cursor-pointer items-center justify-center rounded-md transition-colors duration-100',
    'disabled:cursor-default disabled:opacity-50 aria-pressed:bg-active aria-pressed:text-ink [&_svg]:shrink-0',
  ],
  {
    variants: {
      variant: {
        ghost: 'text-ink-muted hover:bg-hover hover:text-ink data-[state=open]:bg-hover data-[state=open]:text-ink',
        primary: 'bg-accent text-on-accent hover:bg-accent-hover',
        danger: 'text-ink-muted hover:bg-danger-soft hover:text-danger-text',
        onBlack: 'text-white/75 hover:bg-white/15 hover:text-white',
      },
      size: { sm: 'size-7 [&_svg]:size-4', md: 'size-8 [&_svg]:size-4.5', lg: 'size-10 [&_svg]:size-5' },
    },
    defaultVariants: { variant: 'ghost', size: 'md' },
  },
)

export type IconButtonProps = Omit<ComponentPropsWithoutRef<'button'>, 'aria-label' | 'children'> &
  VariantProps<typeof iconButton> & {
    /** The accessible name. It is the tooltip, too, unless that is turned off. */
    label: string
    icon: ReactNode
    tooltip?: boolean
    tooltipSide?: 'top' | 'right' | 'bottom' | 'left'
  }

/** A button that shows only an icon. */
export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  { label, icon, tooltip = true, tooltipSide, variant, size, className, ...props },
  ref,
) {
  const element = (
    <button
      ref={ref}
      type="button"
      {...props}
      aria-label={label}
      className={cn(iconButton({ variant, size }), className)}
    >
      {icon}
    </button>
  )
  if (!tooltip) return element
  return (
    <Tooltip content={label} {...(tooltipSide ? { side: tooltipSide } : {})}>
      {element}
    </Tooltip>
  )
})
