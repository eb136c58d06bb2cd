/**
 * A word as iptables-save prints free text: bare if it is made of letters, digits, `_` and `-` alone,
 * else in quotes with `"`, `\` and `'` escaped (xtables_save_string, libxtables/xtables.c).
 */
export function quoteText(text: string): string {
  return /^[-_0-9a-zA-Z]+$/.test(text) ? text : `"${text.replace(/["\\']/g, '\\$&')}"`
}
