/** Why a request was not made, or its answer not used. The message repeats what users and servers sent: it is for the log only. */
export class OutboundRefusal extends Error {
  override readonly name = 'OutboundRefusal'
}
