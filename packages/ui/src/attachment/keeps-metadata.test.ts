import { expect, it } from 'vitest'
import { keepsMetadata } from './keeps-metadata.ts'

it.each([
  ['photo.jpg', 'image/jpeg', false],
  ['photo.heic', 'image/heic', false],
  ['film.mov', 'video/quicktime', false],
  ['moving.png', 'image/apng', false],
  ['recording.webm', 'video/webm', false],
  ['report.pdf', 'application/pdf', false],
  ['scan.tiff', 'image/tiff', true],
  ['photo.DNG', '', true],
  ['photo.cr2', 'application/octet-stream', true],
  ['film.avi', 'video/x-msvideo', true],
  ['film.mts', 'video/mp2t', true],
])('%s of %j: %s', (name, type, expected) => expect(keepsMetadata({ name, type })).toBe(expected))
