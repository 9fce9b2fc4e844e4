import { cn } from '../class-names.ts'

export type LogoProps = { size?: 'sm' | 'md' | 'lg'; wordmark?: boolean; className?: string }

export function Logo({ className }: LogoProps) {
  return <span className={cn(className)}>Chime</span>
}
