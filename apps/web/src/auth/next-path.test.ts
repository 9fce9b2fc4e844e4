import { expect, test } from 'vitest'
import { loginPath, safeNextPath } from './next-path.ts'

test.each(['/c/1/2', '/browse?q=a', '/settings'])('%s is gone to after logging in', (path) => {
  const next = new URL(loginPath(path), 'http://chime.invalid').searchParams.get('next')
  expect(safeNextPath(next)).toBe(path)
})

test.each([
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '',
  ['/a', '/b'],
  undefined,
])('%j never leaves the site', (next) => {
  expect(safeNextPath(next)).toBe('/')
})
