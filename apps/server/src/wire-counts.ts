/** What has gone through the sockets of this node since its start. */
export class WireCounts {
  framesSent = 0
  bytesSent = 0
  framesReceived = 0
  bytesReceived = 0
  /** Upgrades that were refused before there was a socket. */
  refused = 0
  /** How often a socket was closed by us, by code. */
  readonly closedBy = new Map<number, number>()

  sent(bytes: number): void {
    this.framesSent++
    this.bytesSent += bytes
  }

  received(bytes: number): void {
    this.framesReceived++
    this.bytesReceived += bytes
  }

  closed(code: number): void {
    this.closedBy.set(code, (this.closedBy.get(code) ?? 0) + 1)
  }
}
