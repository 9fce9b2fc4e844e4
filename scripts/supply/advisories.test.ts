import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readAudit, readExceptions } from './advisories.js'

// What npm answers, as files: `refused` is recorded with another host's name; the others are in npm's format, since no
// registry answered where they were written.
const recorded = (name: string) => readFileSync(new URL(`recorded/${name}.json`, import.meta.url), 'utf8')

const advisory = 'GHSA-3h5v-q93c-6h6q'
const why = 'Our server never sees more headers than Node takes.'
const today = new Date('2026-12-01T12:00:00Z')
const audit = (name: string, ...exceptions: { advisory: string; why: string; until: string }[]) =>
  readAudit(recorded(name), exceptions, today)

describe('an advisory', () => {
  it('is found once, however many packages it reaches', () => {
    expect(audit('finding')).toEqual({
      checked: true,
      found: [{ advisory, package: 'ws', severity: 'high', title: expect.stringContaining('many HTTP headers') }],
      excepted: [],
      expired: [],
      idle: [],
    })
  })

  it('is excepted until the last day of its exception, and no longer', () => {
    const until = (day: string) => audit('finding', { advisory, why, until: day })
    expect(until('2026-12-01')).toMatchObject({ found: [], excepted: [{ advisory }], expired: [] })
    expect(until('2026-11-30')).toMatchObject({ found: [{ advisory }], excepted: [], expired: [{ advisory }] })
  })

  it('is not excepted by the exception for another one', () => {
    const other = { advisory: 'GHSA-aaaa-bbbb-cccc', why, until: '2027-01-01' }
    expect(audit('finding', other)).toMatchObject({ found: [{ advisory }], idle: [other] })
  })
})

describe('an answer', () => {
  it('without advisories is clean, and names exceptions that nothing needs', () => {
    expect(audit('clean')).toEqual({ checked: true, found: [], excepted: [], expired: [], idle: [] })
    expect(audit('clean', { advisory, why, until: '2027-01-01' })).toMatchObject({ idle: [{ advisory }] })
  })

  it.each([
    ['refused', 'the registry answered 405'],
    ['away', 'the registry did not answer (ENOTFOUND)'],
  ])('that is none (%s) is not taken for a clean one, and names no host', (name, said) => {
    expect(audit(name)).toEqual({ checked: false, why: said })
  })

  it.each([
    '',
    'npm ERR!',
    '<html>',
    '[]',
    'null',
    '{}',
    '{"vulnerabilities":{}}',
    '{"auditReportVersion":2}',
    '{"error":7}',
  ])('that is garbage (%s) is not taken for a clean one', (output) => {
    expect(readAudit(output, [], today)).toMatchObject({ checked: false, why: expect.stringContaining('npm wrote') })
  })
})

describe('the file of exceptions', () => {
  it('takes an advisory with a reason and a last day', () => {
    const given = [{ advisory, why, until: '2027-01-31' }]
    expect(readExceptions(given)).toEqual(given)
  })

  it.each([
    {},
    { advisory, why },
    { advisory, why: 'later', until: '2027-01-31' },
    { advisory, why, until: 'never' },
    { advisory, why, until: '2027-13-45' },
    { advisory: 'ws', why, until: '2027-01-31' },
    null,
  ])('refuses %j', (entry) => {
    expect(() => readExceptions([entry])).toThrow('exceptions.json: needs')
    expect(() => readExceptions(entry)).toThrow()
  })
})
