export const positions = ['first', 'middle', 'last', 'random'] as const
/** Where in kube-proxy's order the Services stand that connections go to. */
export type TargetPosition = (typeof positions)[number]
