import { type ClassValue, clsx } from 'clsx'

/**
 * Joins class names. Nothing is merged: of two classes for one property it is undefined which wins, so a component
 * either leaves a property to its caller or decides it alone.
 */
export function cn(...classes: ClassValue[]): string {
  return clsx(classes)
}
