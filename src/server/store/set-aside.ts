import { existsSync, renameSync } from 'node:fs'

/** Gives a damaged store another name, and says so; nothing of it is deleted. */
export function setAside(location: string, damage: string, report: (text: string) => void): void {
  if (!existsSync(location)) {
    report(`the store ${location} is not there (${damage}); an empty one begun`)
    return
  }
  let number = 1
  while (existsSync(`${location}-damaged-${number}`)) number += 1
  const aside = `${location}-damaged-${number}`
  renameSync(location, aside)
  report(
    `the store ${location} is damaged (${damage}); it was set aside as ${aside}, an empty one begun`,
  )
}
