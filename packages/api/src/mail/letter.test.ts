import { expect, it } from 'vitest'
import { letter } from './letter.ts'
import { resetLetter } from './letters.ts'

const hostile = '<img src=x onerror=alert(1)> "&\'\n\u202Egnp.exe'

it('what people have chosen is text alone, apart from what stands beside it, in one line', () => {
  const { subject, html, text } = letter(hostile, {
    subject: `For ${hostile}`,
    paragraphs: [['Hello ', { name: hostile }, '.']],
    action: { label: hostile, url: 'https://chime.example/#a"b' },
    note: hostile,
  })
  expect(html).not.toContain('<img')
  expect(html).toContain('Hello <bdi>&lt;img src=x onerror=alert(1)&gt; &quot;&amp;&#39; \u202Egnp.exe</bdi>.')
  expect(html).toContain('href="https://chime.example/#a&quot;b"')
  expect(subject).not.toContain('\n')
  expect(text).toMatch(/^Hello \u2068<img [^\n]*\u2069\.$/m)
})

it('the link stands alone in its line, with its secret behind the #', () => {
  const mail = { title: 'Chime', link: (path: string) => new URL(path, 'https://chime.example').href }
  const { text, html } = resetLetter(mail, { username: 'ada' }, 'secret')
  expect(text.split('\n')).toContain('https://chime.example/reset-password#secret')
  expect(html).toContain('href="https://chime.example/reset-password#secret"')
})

it('a mail program needs nothing but tables and inline styles, and finds both colour schemes', () => {
  const { html } = resetLetter({ title: 'Chime', link: (path) => path }, { username: 'ada' }, 'secret')
  expect(html).not.toMatch(/<(div|section|flex|script|img|link)\b/)
  expect(html).toContain('<meta name="color-scheme" content="light dark">')
  expect(html.match(/<td/g)?.length).toBe(html.match(/<\/td>/g)?.length)
})
