import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from '../class-names.ts'

const banner = cva(
  'flex min-h-9 items-center justify-center gap-x-2 gap-y-1 px-4 py-1.5 text-center text-sm [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      tone: {
        info: 'bg-accent-soft text-accent-text',
        warning: 'bg-warning-soft text-warning-text',
        danger: 'bg-danger-soft text-danger-text',
      },
    },
    defaultVariants: { tone: 'info' },
  },
)

export type BannerProps = ComponentProps<'div'> & VariantProps<typeof banner> & { icon?: ReactNode; action?: ReactNode }

/** One line over the whole width. Give it `role="status"` or `role="alert"` if it comes and goes. */
export function Banner({ tone, icon, action, className, children, ...props }: BannerProps) {
  return (
    <div {...props} className={cn(banner({ tone }), className)}>
      {icon}
      <span>{children}</span>
      {action}
    </div>
  )
}
