import { z } from 'zod'
import { UserError } from '../../base/user-error.ts'
import { backends, type CoefficientSet } from './coefficients.ts'
import { measuredCoefficients } from './measured-coefficients.ts'
import { pricedKinds } from './priced-counts.ts'

const price = z.number().nonnegative()
const visitNs = z.partialRecord(z.enum(pricedKinds as [string, ...string[]]), price)

/** What must have a price of its own for predictions to mean anything. */
const needed = {
  'iptables-legacy': ['rules', 'statistic', 'recentTables'],
  'iptables-nft': ['rules', 'statistic', 'recentTables'],
  nftables: ['setLookups'],
} as const

const entryOf = (backend: keyof typeof needed) =>
  z
    .strictObject({
      fixedUs: price,
      establishedUs: price,
      heldBack: z
        .object({ medianError: price, worstError: price, rSquared: z.number() })
        .optional(),
      visitNs: visitNs.refine(
        (prices) => needed[backend].every((kind) => prices[kind] !== undefined),
        `expected prices of ${needed[backend].join(', ')}`,
      ),
    })
    .optional()

const fileSchema = z.object({
  kind: z.literal('kpe-coefficients'),
  version: z.literal(1),
  source: z.string().min(1),
  coefficients: z
    .strictObject({
      'iptables-legacy': entryOf('iptables-legacy'),
      'iptables-nft': entryOf('iptables-nft'),
      nftables: entryOf('nftables'),
    })
    .refine((all) => Object.keys(all).length > 0, 'expected at least one backend'),
})

/** What `kpe calibrate` writes: prices of the backends that it measured. */
export type CoefficientsFile = z.infer<typeof fileSchema>

/**
 * Coefficients of a file; backends that it does not name keep the shipped ones. @throws UserError E_COEFFICIENTS that
 * names the place
 */
export function readCoefficients(text: string, file: string): CoefficientSet {
  const found = fileSchema.safeParse(parse(text, file))
  if (!found.success) {
    const [issue] = found.error.issues
    const place = issue === undefined || issue.path.length === 0 ? 'the file' : issue.path.join('.')
    throw new UserError('E_COEFFICIENTS', `${place}: ${issue?.message ?? 'not as expected'}`, {
      file,
    })
  }
  const { coefficients, source } = found.data
  return Object.fromEntries(
    backends.map((backend) => {
      const own = backend === 'ipvs' ? undefined : coefficients[backend]
      return [
        backend,
        own === undefined
          ? measuredCoefficients[backend]
          : { backend, ...own, measured: true, source },
      ]
    }),
  ) as unknown as CoefficientSet
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UserError('E_COEFFICIENTS', `no JSON: ${(error as Error).message}`, { file })
  }
}
