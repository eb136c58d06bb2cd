import type { SourceText } from '../../kubernetes/reading/source-text.ts'
import type { ProxyConfiguration, ProxyMode } from '../../proxy/configuration.ts'
import { readConfiguration } from '../../proxy/configuration-file.ts'

/** The configuration that was sent, or the default; the mode wins over the file's. @throws UserError E_CONFIGURATION */
export function configurationOf(
  configuration: SourceText | undefined,
  mode: ProxyMode,
): ProxyConfiguration {
  const text = JSON.stringify({
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode,
  })
  const source = configuration ?? { file: 'settings', text }
  return { ...readConfiguration(source).configuration, mode }
}
