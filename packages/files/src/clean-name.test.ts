import { expect, it } from 'vitest'
import { cleanName } from './clean-name.ts'

it.each([
  ['report.pdf', 'report.pdf'],
  ['Übersicht 2026 (final).PDF', 'Übersicht 2026 (final).PDF'],
  ['写真.jpg', '写真.jpg'],
  ['👩‍👩‍👧.png', '👩‍👩‍👧.png'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\me\\a.txt', 'a.txt'],
  ['..', 'file'],
  ['../', 'file'],
  ['\u202e', 'file'],
  ['photo.jpg.exe', 'photo.jpg.exe'],
  ['harmless\u202egpj.exe', 'harmlessgpj.exe'],
  ['a\u2066b\u200bc\ufeff.txt', 'abc.txt'],
  ['nul\0.txt', 'nul.txt'],
  ['two\r\nSet-Cookie: x.txt', 'twoSet-Cookie: x.txt'],
  ['run.exe. . .', 'run.exe'],
  ['x'.repeat(300), 'x'.repeat(255)],
])('the name %j is kept as %j', (name, kept) => expect(cleanName(name)).toBe(kept))
