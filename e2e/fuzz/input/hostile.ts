import fc from 'fast-check'
import { mark } from './template.ts'

// Values that no schema expects. They hold nothing that `judge` would take for a secret or an inner text of the server.

/** Names that mean something to JavaScript, to tRPC, or to those who hope that the server copies what it is given. */
export const hostileKeys: fc.Arbitrary<string> = fc.constantFrom(
  'surprise',
  'role',
  'userId',
  'isAdmin',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'toJSON',
  'length',
  '',
  '\u0000',
  '\ud800',
)

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    'x\udfff',
    '\ufeff',
    '\u202etxt.exe',
    '\u200b',
    '\r\nSet-Cookie: a=b',
    '../../../../etc/hostname',
    '..\\..\\x',
    '%00',
    '%2e%2e%2f',
    "' or '1'='1",
    '\\',
    '$1',
    '#{7*7}',
    '{{7*7}}',
    '%s%n%d',
    '(a+)+$',
    '((((((((((',
    '@channel @everyone @here',
    '<img src=x onerror=alert(1)>',
    'javascript:alert(1)',
    'Z̸̨͎a̷l̸g̵o̶'.repeat(8),
    '🏳️‍🌈'.repeat(40),
    'ﷺ'.repeat(60),
    'İ'.repeat(60),
    '0',
    'null',
    'undefined',
    'NaN',
    '__proto__',
    '9999-99-99T99:99:99Z',
    '+275760-09-13T00:00:00.001Z',
    '-000001-01-01T00:00:00Z',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
)

const hostileNumber: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    -1,
    0,
    0.5,
    2 ** 31 - 1,
    2 ** 31,
    -(2 ** 31) - 1,
    2 ** 32,
    2 ** 53 - 1,
    2 ** 53,
    -(2 ** 53),
    2 ** 63,
    1e21,
    1e308,
    5e-324,
    ...['-0', '1e999', '-1e999', '9223372036854775808', '0.1e-400'].map((text) => mark('raw', text)),
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
)

/** Depth, width and length, the small ones first, since what fails is made smaller towards them. */
const hostileSize = fc.constantFrom(
  ...[10, 1_000, 20_000].map((size) => mark('deep', size)),
  ...[10, 1_001, 20_000].map((size) => mark('wide', size)),
  ...[10_000, 70_000, 300_000].map((size) => mark('long', size)),
)

const dictionary = (value: fc.Arbitrary<unknown>) =>
  fc.array(fc.tuple(hostileKeys, value), { maxLength: 4 }).map((entries) => Object.fromEntries(entries))

/** Any JSON at all. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, [], {}, { length: 1e9 }, { $ne: null }),
  { arbitrary: hostileText, weight: 3 },
  { arbitrary: hostileNumber, weight: 2 },
  hostileSize,
  dictionary(fc.oneof(hostileText, hostileNumber)),
  fc.array(fc.oneof(hostileText, hostileNumber, dictionary(hostileText)), { maxLength: 5 }),
)
