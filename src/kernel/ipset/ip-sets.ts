/** placeholder */
export class IpSets {}
