/** What goes wrong in a network. */
export type Faults = {
  /** The chances per event: it is lost, comes twice, or comes late. */
  drop: number
  twice: number
  late: number
  /** The chance that a call fails without an answer, whether the server did it or not. */
  failedCall: number
  /** The chance that a change of a message is refused. */
  refused: number
  /** The longest time that each half of a call takes, in milliseconds. */
  slowMs: number
}

export const noFaults: Faults = { drop: 0, twice: 0, late: 0, failedCall: 0, refused: 0, slowMs: 0 }
