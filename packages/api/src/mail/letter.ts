import type { Letter } from './mail.ts'

/** What a mail says. Texts are plain; a name stands apart from them, so that it cannot change how they read. */
type Content = {
  subject: string
  /** A paragraph is texts and names. */
  paragraphs: Piece[][]
  /** The one thing to do: a button, and in plain text the link alone in its line. */
  action?: { label: string; url: string }
  /** Smaller, below the button. */
  note: string
}
type Piece = string | { name: string }

/**
 * Makes the two forms of a mail. The HTML is a table with inline styles, since mail programs know little else. It names
 * both colour schemes, and its colours are readable too where a program turns them around by itself.
 */
export function letter(title: string, content: Content): Letter {
  return { subject: oneLine(content.subject), text: textOf(title, content), html: htmlOf(title, content) }
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

const textOf = (title: string, { paragraphs, action, note }: Content): string =>
  [
    // The signs around a name keep its direction from reaching what stands beside it.
    ...paragraphs.map((pieces) =>
      pieces.map((piece) => (typeof piece === 'string' ? piece : `\u2068${oneLine(piece.name)}\u2069`)).join(''),
    ),
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    note,
    `-- \n${oneLine(title)}`,
  ].join('\n\n')

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign)
const isolated = (name: string) => `<bdi>${escaped(oneLine(name))}</bdi>`

const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const darkStyle = [
  '.page{background:#0d1213!important}',
  '.card{background:#161d1f!important;border-color:#2a3538!important}',
  '.ink{color:#e6eeee!important}',
  '.muted{color:#a3b3b5!important}',
  '.plain{color:#7fd4cb!important}',
].join('')

function htmlOf(title: string, { subject, paragraphs, action, note }: Content): string {
  const text = (pieces: Piece[]) =>
    pieces.map((piece) => (typeof piece === 'string' ? escaped(piece) : isolated(piece.name))).join('')
  const ink = `${font};font-size:16px;line-height:24px;color:#142123`
  const muted = `${font};font-size:13px;line-height:20px;color:#56686b`
  const rows = [
    `<tr><td class="muted" style="${muted};padding-bottom:20px;font-weight:600">${isolated(title)}</td></tr>`,
    ...paragraphs.map((one) => `<tr><td class="ink" style="${ink};padding-bottom:16px">${text(one)}</td></tr>`),
    ...(action ? [buttonOf(action, muted)] : []),
    `<tr><td class="muted" style="${muted};padding-top:8px">${escaped(note)}</td></tr>`,
  ]
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escaped(oneLine(subject))}</title>
<style>:root{color-scheme:light dark}@media (prefers-color-scheme:dark){${darkStyle}}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f4f7f7">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f4f7f7">
<tr><td align="center" style="padding:32px 12px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:480px;background:#ffffff;border:1px solid #d7e0e1;border-radius:12px">
<tr><td style="padding:28px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
${rows.join('\n')}
</table>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`
}

/** The address also stands below, for programs that show no button, and for people who look before they open it. */
function buttonOf({ label, url }: { label: string; url: string }, muted: string): string {
  const link = escaped(url)
  return `<tr><td style="padding:4px 0 16px">
<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
<td bgcolor="#0f766e" style="border-radius:8px;background:#0f766e">
<a href="${link}" style="display:inline-block;padding:12px 20px;${font};font-size:16px;line-height:20px;font-weight:600;color:#ffffff;text-decoration:none">${escaped(label)}</a>
</td></tr></table>
</td></tr>
<tr><td class="muted" style="${muted};padding-bottom:8px;word-break:break-all">Or open this address:<br><a class="plain" href="${link}" style="color:#0f766e">${link}</a></td></tr>`
}
