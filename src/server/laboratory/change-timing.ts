/** Virtual milliseconds from a change to the sync that follows it: beyond kube-proxy's minSyncPeriod. */
export const syncAfterMs = 2_000
