/** What has gone through the sockets of this node since it started. For the metrics. */
export class SocketCounters {
  framesSent = 0
  bytesSent = 0
  framesReceived = 0
  bytesReceived = 0
  /** Upgrade requests that were refused, so that no socket came to be. */
  refused = 0
  /** How often this node closed a socket, by close code. */
  readonly closedByCode = new Map<number, number>()

  sent(bytes: number): void {
    this.framesSent++
    this.bytesSent += bytes
  }

  received(bytes: number): void {
    this.framesReceived++
    this.bytesReceived += bytes
  }

  closed(code: number): void {
    this.closedByCode.set(code, (this.closedByCode.get(code) ?? 0) + 1)
  }
}
