/** Every code that a `UserError` may carry, and when. `docs/errors.md` says what to do about each. */
export const errorCodes = {
  E_USAGE: 'The command line does not fit the command.',
  E_FILE: 'A file cannot be read, or is no file of the expected kind.',
  E_LIMIT: 'The input is larger than a stated limit.',
  E_YAML: 'The text is not YAML or JSON.',
  E_INVALID: 'An API server would reject this object.',
  E_UNSUPPORTED: 'The input is right, but the emulator does not hold this.',
  E_UNKNOWN_NODE: 'No Node of that name.',
  E_UNKNOWN_OBJECT: 'No object of that name.',
  E_CONFIGURATION: 'The KubeProxyConfiguration is not one that kube-proxy would take.',
  E_ADDRESS: 'The text is no IP address, or one of the wrong family.',
  E_IPTABLES: 'iptables-restore would refuse this text.',
  E_IPSET: 'ipset restore would refuse this text.',
  E_IPVS: 'ipvsadm would refuse this.',
  E_NFT: 'nft would refuse this text.',
  E_SCENARIO: 'The file is no scenario, or one that cannot be played.',
  E_CALIBRATION: 'The kernel of this machine cannot be measured.',
  E_COEFFICIENTS: 'The file holds no coefficients of a cost model.',
  E_RECORDING: 'The file is no recording, or a damaged one.',
  E_ROUTE: 'The API has no such path, or not with this method.',
  E_BODY: 'The request to the API is not what its path takes.',
  E_ACCESS: 'The API is not for this client: no token, another host or origin.',
  E_CONFLICT: 'The name is taken.',
  E_BUSY: 'The server has as much to do as it takes on.',
  E_STORE: 'What should be kept cannot be written or read.',
} as const satisfies Record<string, string>

export type ErrorCode = keyof typeof errorCodes
