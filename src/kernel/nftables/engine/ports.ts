/** `th` reads whatever transport header there is: TCP, UDP, SCTP, DCCP and UDP-Lite begin with their ports. */
export function hasPorts(protocol: number): boolean {
  return (
    protocol === 6 || protocol === 17 || protocol === 132 || protocol === 33 || protocol === 136
  )
}
