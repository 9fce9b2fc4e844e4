import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'

const style =
  ':root{color-scheme:light dark}body{font:16px/1.5 system-ui;display:grid;place-items:center;min-height:100vh;margin:0}'
const styleHash = createHash('sha256').update(style).digest('base64')

/** Answers with a page of the front door's own, while the web app cannot. It reloads itself. */
export function pageOf(res: ServerResponse, status: number, text: string): void {
  res
    .writeHead(status, {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'`,
    })
    .end(
      `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Chime</title>\n<style>${style}</style>\n<p>${text}</p>\n`,
    )
}
