import { expect, it } from 'vitest'
import { pastedFiles } from './pasted-files.ts'

const file = (name: string, type = 'image/png') => new File(['bytes'], name, { type })
/** The names of the files that a paste of this text and these files means. */
const meant = (text: string, ...files: File[]) =>
  // A browser's list of files is not an array, but is read as one.
  pastedFiles({ files: files as unknown as FileList, getData: () => text }).map(({ name }) => name)

it.each([
  ['cells of a spreadsheet', 'a\tb\nc\td', [file('image.png')], []],
  ['words with pictures of them in two forms', 'Some words', [file('image.png'), file('image.jpg', 'image/jpeg')], []],
  ['a picture alone', '', [file('image.png')], ['image.png']],
  ['a picture, with white space', ' \r\n', [file('image.png')], ['image.png']],
  ['a picture from a file manager', 'holiday.png', [file('holiday.png')], ['holiday.png']],
  ['pictures with their paths', '/home/a/1.png\n/home/a/2.png', [file('1.png'), file('2.png')], ['1.png', '2.png']],
  ['a picture with its address', 'file:///home/a/my%20cat.png\n', [file('my cat.png')], ['my cat.png']],
  ['a document with words', 'report', [file('report.pdf', 'application/pdf')], ['report.pdf']],
  ['words alone', 'words', [], []],
])('%s', (_what, text, files, expected) => expect(meant(text, ...files)).toEqual(expected))
