/** What is used of it: the package has no types of its own. */
declare module 'autocannon' {
  interface Options {
    readonly url: string
    readonly requests: readonly object[]
    readonly connections: number
    readonly duration: number
    readonly overallRate?: number
  }
  interface Result {
    readonly latency: { readonly p50: number; readonly p99: number }
    readonly requests: { readonly total: number; readonly average: number }
    readonly non2xx: number
  }
  // biome-ignore lint/style/noDefaultExport: as the package has it.
  export default function autocannon(options: Options): Promise<Result>
}
