import { describe, expect, it } from 'vitest'
import { weaknessOf } from './weak-password.ts'

const names = ['maya.okafor', 'Maya Okafor', 'mokafor@example.com', 'Chime', 'chat.juniper.example']

describe('a password is refused that is', () => {
  it.each([
    [
      'common',
      'password123',
      'PASSWORD123',
      '1234567890',
      'qwertyuiop',
      'P@ssw0rd123',
      'p4ssword!!',
      '!!password!!',
      'letmein2026',
      'Iloveyou123',
      'dragon12345',
      'ｐａｓｓｗｏｒｄ１２３',
    ],
    [
      'a walk over the keyboard',
      '1qaz2wsx3edc',
      'qwertzuiop1',
      'asdfghjkl;',
      'zaq12wsxcde3',
      'poiuytrewq',
      'azertyuiop',
      '0987654321',
      'abcdefghijkl',
      '7894561230',
      '!QAZ@WSX#EDC',
      'qweasdzxcqwe',
      '123qweasdzxc',
    ],
    ['a repetition', 'aaaaaaaaaa', 'abababababab', 'xyzxyzxyzxyz', 'mjrkmjrkmjrk', 'ababbaabba', '••••••••••'],
    [
      'a name of their own',
      'mayaokafor',
      'Maya Okafor',
      'maya.okafor1',
      'okafor2026!',
      'OkaforMaya99',
      'mayamayamaya',
      'mokafor@example.com',
      'maya123456',
    ],
    [
      'the name of the server',
      'chimechime',
      'Chime2026!',
      'chime-chat-1',
      'juniper2026',
      'chat.juniper.example',
      'ChimePassword1',
    ],
  ])('%s', (_what, ...passwords) => {
    for (const password of passwords) expect(weaknessOf(password, names), password).toEqual(expect.any(String))
  })
})

it.each([
  'correct horse maya.okafor',
  'battery horse staple',
  'a good password of maya.okafor',
  'tr0ub4dor & three',
  `${'ø'.repeat(100)}夜${'x'.repeat(50)}`,
  'gXq7!mR2vLp9',
  '夜の静かな海と月の光',
  'пароль который не угадать',
  'were we sad treasures',
  'x9#Chime#k2LmQz',
  'Juniper grows on the northern hill',
  'f3a9c1d07be2',
])('%j is good enough', (password) => {
  expect(weaknessOf(password, names)).toBeNull()
})

it('is found quickly, whatever the password', () => {
  for (const password of [
    'a'.repeat(256),
    'ab'.repeat(128),
    '!'.repeat(256),
    `${'1'.repeat(255)}x`,
    'maya'.repeat(64),
    '🙂'.repeat(64),
  ]) {
    const before = process.cpuUsage()
    weaknessOf(password, names)
    expect(process.cpuUsage(before).user, password.slice(0, 10)).toBeLessThan(20_000)
  }
})
