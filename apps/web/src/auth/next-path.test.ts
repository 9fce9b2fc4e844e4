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
  '/..//evil.example/x',
  '/.//evil.example',
  '/%2e%2e//evil.example',
  '/a/..//evil.example',
  '/a/../..//evil.example',
  '/..\\/evil.example',
  '/\t//evil.example',
  '/\n/evil.example',
  '/.\r//evil.example',
  '/../\\evil.example',
  '/a/%2E%2e/\t/evil.example',
  '',
  ['/a', '/b'],
  undefined,
])('%j never leaves the site', (next) => {
  expect(safeNextPath(next)).toBe('/')
})

// What parsers of addresses treat in their own way.
const pieces = [
  '/',
  '\\',
  '.',
  '..',
  '%2e',
  '%2f',
  '%5c',
  '\t',
  '\n',
  '@',
  ':',
  '?',
  '#',
  'evil.example',
  'http:',
  '//',
  '',
]

test('whatever it is made of, it stays on the site, also when it is judged again', () => {
  const three = pieces.flatMap((a) => pieces.flatMap((b) => pieces.map((c) => a + b + c)))
  for (const text of three.flatMap((more) => [`/${more}`, `/..${more}evil.example`, `/a/../${more}evil.example`])) {
    const path = safeNextPath(text)
    const url = new URL(path, 'https://chime.example/login')
    if (url.href !== `https://chime.example${path}` || safeNextPath(path) !== path) expect(path, text).toBe('/')
  }
})
