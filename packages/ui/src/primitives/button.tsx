import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import { type ComponentPropsWithoutRef, forwardRef } from 'react'
import { cn } from '../class-names.ts'

const button = cva(
  [
    'inline-flex shrink-0 cursor-pointer select-none items-center justify-center gap-2 whitespace-nowrap rounded-md',
    'font-medium transition-colors duration-100',
    'disabled:cursor-default disabled:opacity-50 aria-disabled:cursor-default not-aria-busy:aria-disabled:opacity-50',
    '[&_svg]:size-4 [&_svg]:shrink-0',
  ],
  {
    variants: {
      variant: {
        primary: 'bg-accent text-on-accent hover:bg-accent-hover',
        secondary: 'border border-line-soft bg-raised text-ink hover:border-line-strong',
        ghost: 'text-ink-muted hover:bg-hover hover:text-ink',
        danger: 'bg-danger text-on-danger hover:bg-danger-hover',
      },
      size: { sm: 'h-8 px-3 text-sm', md: 'h-9 px-4 text-sm', lg: 'h-11 px-5 text-base' },
      block: { true: 'w-full' },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
)

export type ButtonProps = ComponentPropsWithoutRef<'button'> &
  VariantProps<typeof button> & {
    /** The action is running: the button keeps its size, is `aria-busy`, and ignores clicks. */
    pending?: boolean
    /** Renders its only child (a link, for instance) with the look of a button. */
    asChild?: boolean
  }

/** A button with text. Its `type` is "button" unless another one is given. */
export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { variant, size, block, pending, asChild, className, children, ...props },
  ref,
) {
  const classes = cn(button({ variant, size, block }), className)
  if (asChild) {
    return (
      <Slot.Root ref={ref} className={classes} {...props}>
        {children}
      </Slot.Root>
    )
  }
  return (
    <button
      ref={ref}
      type="button"
      {...props}
      className={cn(classes, pending && 'relative')}
      aria-busy={pending || undefined}
      aria-disabled={pending || props['aria-disabled']}
      onClick={pending ? (event) => event.preventDefault() : props.onClick}
    >
      {pending ? (
        <>
          <span className="opacity-0">{children}</span>
          <span aria-hidden className="absolute inset-0 flex items-center justify-center gap-1">
            <Dot delay="0ms" />
            <Dot delay="120ms" />
            <Dot delay="240ms" />
          </span>
        </>
      ) : (
        children
      )}
    </button>
  )
})

function Dot({ delay }: { delay: string }) {
  return <span className="size-1.5 animate-dot rounded-full bg-current" style={{ animationDelay: delay }} />
}
