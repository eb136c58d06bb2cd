import type { PodDnsConfig } from '../objects/pod.ts'
import type { PodTemplateSpec } from '../objects/workload.ts'
import { checkAddress } from './addresses.ts'
import type { FieldErrors, FieldPath } from './field-errors.ts'
import { complain, dnsSubdomain } from './names.ts'

/** pkg/apis/core/validation MaxDNSNameservers, MaxDNSSearchPaths, MaxDNSSearchListChars */
export const dnsNameserverCountMax = 3
export const dnsSearchCountMax = 32
export const dnsSearchCharactersMax = 2_048

const policies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']

/** validateDNSPolicy and validatePodDNSConfig. */
export function checkPodDns(
  errors: FieldErrors,
  { dnsPolicy, dnsConfig }: PodTemplateSpec,
  path: FieldPath,
): void {
  if (dnsPolicy !== undefined && !policies.includes(dnsPolicy))
    errors.unsupported([...path, 'dnsPolicy'], dnsPolicy, [...policies].sort())
  const configPath = [...path, 'dnsConfig']
  if (dnsPolicy === 'None' && dnsConfig === undefined)
    errors.required(configPath, 'must provide `dnsConfig` when `dnsPolicy` is None')
  else if (dnsPolicy === 'None' && dnsConfig?.nameservers.length === 0)
    errors.required(
      [...configPath, 'nameservers'],
      'must provide at least one DNS nameserver when `dnsPolicy` is None',
    )
  else if (dnsConfig !== undefined) checkConfig(errors, dnsConfig, configPath)
}

function checkConfig(errors: FieldErrors, config: PodDnsConfig, path: FieldPath): void {
  const { nameservers, searches, options } = config
  const refuse = (field: 'nameservers' | 'searches', limit: string) =>
    errors.invalid([...path, field], config[field], `must not have more than ${limit}`)
  if (nameservers.length > dnsNameserverCountMax)
    refuse('nameservers', `${dnsNameserverCountMax} nameservers`)
  for (const [index, nameserver] of nameservers.entries())
    checkAddress(errors, [...path, 'nameservers', index], nameserver)
  if (searches.length > dnsSearchCountMax) refuse('searches', `${dnsSearchCountMax} search paths`)
  if (searches.join(' ').length > dnsSearchCharactersMax)
    refuse('searches', `${dnsSearchCharactersMax} characters (including spaces) in the search list`)
  for (const [index, search] of searches.entries()) {
    // RelaxedDNSSearchValidation: underscores and the root alone are taken.
    const name = search.replace(/\.$/, '').replaceAll('_', 'x')
    if (search !== '.') complain(errors, [...path, 'searches', index], search, dnsSubdomain(name))
  }
  for (const [index, { name }] of options.entries())
    if (name === '') errors.required([...path, 'options', index], 'must not be empty')
}
