/** `.env.example`, `sample.env`, `.env.dist`: everybody may read it, and nobody starts anything with it. */
export function isExampleName(name: string): boolean {
  return /(?:^|[._-])(?:example|examples|sample|template|dist|defaults?|skel)(?:[._-]|$)/i.test(name);
}

/** Whether a text sets a variable or shows in a comment how to. */
export function isDefinedName(text: string, name: string): boolean {
  const escaped = name.replace(/[.\\[\]]/g, '\\$&');
  return new RegExp(`^[ \\t]*(?:#[ \\t]*)?(?:export[ \\t]+)?${escaped}[ \\t]*(?:[=:]|\\r?$)`, 'm').test(text);
}
