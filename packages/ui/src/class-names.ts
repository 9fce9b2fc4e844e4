import { type ClassValue, clsx } from 'clsx'
import { twMerge } from 'tailwind-merge'

/** Joins class names; of two Tailwind classes for one property the later wins, so that a caller can override. */
export function cn(...classes: ClassValue[]): string {
  return twMerge(clsx(classes))
}
