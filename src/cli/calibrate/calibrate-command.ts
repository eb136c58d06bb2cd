import { readdirSync, writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { machineClock } from '../../base/clock.ts'
import { measuredCoefficients } from '../../simulation/cost/measured-coefficients.ts'
import { type CommandIo, Progress } from '../command-io.ts'
import { checkWritable } from '../writable-file.ts'
import { type Calibration, calibrate } from './calibration.ts'
import { type CalibrationSizes, calibrationCases, defaultSizes } from './calibration-cases.ts'
import { coefficientsFileText, formatCalibrations } from './calibration-text.ts'
import { type Measurement, measureCase } from './measurement.ts'
import { checkRequirements, type Loaders, type MachineFacts, thisMachine } from './requirements.ts'
import { stopSystemCommands } from './system-command.ts'
import { leftBehind, TestBed } from './test-bed.ts'

export interface CalibrateArguments {
  readonly rounds: number
  /** Where the coefficients go. */
  readonly write?: string
  readonly output: 'table' | 'json'
}

/** Measures this machine's kernel in namespaces of its own. @throws UserError E_CALIBRATION, E_FILE */
export async function calibrateMachine(
  options: CalibrateArguments,
  io: CommandIo,
  facts: MachineFacts = thisMachine,
  sizes: CalibrationSizes = defaultSizes,
): Promise<number> {
  const loaders = await checkRequirements(facts)
  if (options.write !== undefined) checkWritable(options.write)
  const program = [process.execPath, ...process.execArgv, process.argv[1] ?? '']
  const calibrations = await inTestBed((bed) =>
    measureAll(bed, loaders, { rounds: options.rounds, sizes, program }, io),
  )
  const file = coefficientsFileText(calibrations)
  if (options.write !== undefined) writeFileSync(options.write, file)
  io.out(options.output === 'json' ? file : formatCalibrations(calibrations, measuredCoefficients))
  if (options.write !== undefined)
    io.err(`${options.write} is written: kpe bench --coefficients ${options.write}\n`)
  return 0
}

interface Plan {
  readonly rounds: number
  readonly sizes: CalibrationSizes
  /** How this program is started. */
  readonly program: readonly string[]
}

async function measureAll(
  bed: TestBed,
  loaders: Loaders,
  { rounds, sizes, program }: Plan,
  io: CommandIo,
): Promise<Calibration[]> {
  const progress = new Progress(io, () => machineClock.nowMs())
  const calibrations: Calibration[] = []
  const source = `kpe calibrate, Linux ${release()}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}`
  for (const [backend, loader] of loaders) {
    const cases = calibrationCases(backend, sizes)
    const measured: Measurement[][] = []
    for (let round = 1; round <= rounds; round += 1) {
      const all: Measurement[] = []
      for (const one of cases) {
        progress.show(`${backend}, round ${round} of ${rounds}: ${one.name}`)
        all.push(...(await measureCase(bed, backend, one, { loader, program })))
      }
      measured.push(all)
    }
    calibrations.push(calibrate(backend, measured, source))
  }
  progress.clear()
  return calibrations
}

/** Whatever ends the work (its own end, an error, Ctrl-C, a crash), the namespaces go. */
async function inTestBed<T>(work: (bed: TestBed) => Promise<T>): Promise<T> {
  for (const name of leftBehind(namespaces(), isAlive)) TestBed.removeNamed(name)
  const bed = new TestBed()
  const remove = () => bed.remove()
  const signals = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const
  const stops = Object.entries(signals).map(([signal, number]) => {
    // A program that is under way could make a namespace after they were taken away.
    const stop = () => void stopSystemCommands().then(() => process.exit(128 + number))
    return [signal as keyof typeof signals, stop] as const
  })
  process.on('exit', remove)
  for (const [signal, stop] of stops) process.on(signal, stop)
  try {
    return await work(bed)
  } finally {
    remove()
    process.off('exit', remove)
    for (const [signal, stop] of stops) process.off(signal, stop)
  }
}

function namespaces(): string[] {
  try {
    return readdirSync('/run/netns')
  } catch {
    return []
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
