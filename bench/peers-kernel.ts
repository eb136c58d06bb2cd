import { isUserError } from '../src/base/user-error.ts'
import { calibrationCases } from '../src/cli/calibrate/calibration-cases.ts'
import { measureCase } from '../src/cli/calibrate/measurement.ts'
import { checkRequirements, thisMachine } from '../src/cli/calibrate/requirements.ts'
import { TestBed } from '../src/cli/calibrate/test-bed.ts'
import { measuredCoefficients } from '../src/simulation/cost/measured-coefficients.ts'
import { addedFirstUs } from '../src/simulation/cost/predict.ts'

/** The kernel of this machine, where root is: first packets through kube-proxy's rules, and what the shipped prices say of them. */
const sizes = {
  services: [1_000, 10_000],
  endpoints: [100],
  affinityEndpoints: [50],
  otherRecentTables: [1_000],
}
const sender = [process.execPath, '--import', 'tsx', 'src/main.ts']

async function measure(bed: TestBed): Promise<void> {
  const loaders = await checkRequirements(thisMachine)
  console.log(
    '| backend | rules | target | this kernel, µs | predicted by the shipped prices, µs | ratio |',
  )
  console.log('|---|---|---|--:|--:|--:|')
  for (const [backend, loader] of loaders)
    for (const one of calibrationCases(backend, sizes))
      for (const { case: name, target, visits, size, firstUs } of await measureCase(
        bed,
        backend,
        one,
        { loader, program: sender },
      )) {
        if (target === 'no Service') continue
        const predicted = addedFirstUs(visits, size, measuredCoefficients[backend])
        console.log(
          `| ${backend} | ${name} | ${target} | ${firstUs.toFixed(2)} | ${predicted.toFixed(2)} | ${(predicted / firstUs).toFixed(2)} |`,
        )
      }
}

const bed = new TestBed()
process.on('exit', () => bed.remove())
process.on('SIGINT', () => process.exit(130))
console.log(
  'no chance in it; lower quartile of 800 packets; prices belong to another machine: compare shapes\n',
)
try {
  await measure(bed)
} catch (error) {
  if (!isUserError(error)) throw error
  console.log(`Left out: ${error.describe()}`)
}
