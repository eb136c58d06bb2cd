/** What a listing shows. */
export interface PrintOptions {
  /** `-a` */
  readonly handles: boolean
  /** `-s`: without counts and remaining times. */
  readonly stateless: boolean
  /** Virtual time of the listing: elements that have expired are left out. */
  readonly nowMs: number
}
