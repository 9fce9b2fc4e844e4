import { type ClassValue, clsx } from 'clsx'

/**
 * Joins class names and leaves out the falsy ones. Conflicts are not resolved: when two classes set the same CSS
 * property, it is undefined which one wins. So a component either sets a property itself or leaves it to its caller.
 */
export function cn(...classes: ClassValue[]): string {
  return clsx(classes)
}
